package com.example.producer;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The producer service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Orders",
                        description =
                                "Takes orders and publishes them as events, hears how their payment went, and shows what became of them."))
public class ProducerApplication {

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(ProducerApplication.class, args);
    }
}
