package com.example.consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The consumer service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ConsumerApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(ConsumerApplication.class, args);
    }
}
