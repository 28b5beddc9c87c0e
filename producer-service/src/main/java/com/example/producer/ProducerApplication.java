package com.example.producer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The producer service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ProducerApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(ProducerApplication.class, args);
    }
}
