package com.example.producer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the HTTP API.
 *
 * @param maxBodySize Largest request body that is read.
 * @param retryAfter When clients are told to try again while the service can't take their requests.
 */
@ConfigurationProperties("api")
record ApiProperties(
        @DefaultValue("256KB") DataSize maxBodySize,
        @DefaultValue("5s") Duration retryAfter) {}
