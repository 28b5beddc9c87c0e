package com.example.consumer;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The consumer service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Payments and devices",
                        description =
                                "Decides about the payments of orders that it hears of, and keeps what devices measured last."))
public class ConsumerApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(ConsumerApplication.class, args);
    }
}
