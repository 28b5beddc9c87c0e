package com.example.consumer.price;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The sample's price list.
 *
 * @param currency Currency that all prices are in, ISO 4217.
 * @param articles Price of one of each article, by its SKU.
 */
@Validated
@ConfigurationProperties("prices")
record PriceProperties(
        @Pattern(regexp = "[A-Z]{3}") @DefaultValue("EUR") String currency,
        @DefaultValue Map<String, @NotNull @DecimalMin("0.01") BigDecimal> articles) {}
