package com.example.simulator;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the simulated devices.
 *
 * @param broker Where they publish: tcp://host:port, or ssl://host:port.
 * @param username Login at the broker, on a virtual host of its own as in vhost:user.
 * @param password Password of that login.
 * @param count How many devices there are.
 * @param hot How many of them become too hot now and then.
 * @param readings How many readings each device publishes; 0 for no end.
 * @param interval Time between two readings of a device.
 * @param name What the devices are called, with a number behind it.
 */
@Validated
@ConfigurationProperties("devices")
record DevicesProperties(
        @NotNull @DefaultValue("tcp://127.0.0.1:1883") URI broker,
        @Nullable String username,
        @Nullable String password,
        @Min(1) @DefaultValue("5") int count,
        @Min(0) @DefaultValue("1") int hot,
        @Min(0) @DefaultValue("30") int readings,
        @NotNull @DefaultValue("200ms") Duration interval,
        @NotBlank @DefaultValue("boiler") String name) {}
