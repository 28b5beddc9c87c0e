package com.example.simulator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The simulator: ends when all devices have published what they were to publish. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SimulatorApplication {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.exit(SpringApplication.run(SimulatorApplication.class, args));
    }
}
