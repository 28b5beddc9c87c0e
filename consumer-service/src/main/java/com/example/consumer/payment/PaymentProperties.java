package com.example.consumer.payment;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the sample's payments.
 *
 * @param limit Largest amount that is authorized, in any currency.
 * @param poisonCustomer Customer whose orders make the handler fail, so that the demo has something to dead-letter.
 */
@Validated
@ConfigurationProperties("payment")
record PaymentProperties(
        @NotNull @PositiveOrZero @DefaultValue("1000") BigDecimal limit,
        @NotBlank @DefaultValue("poison") String poisonCustomer) {}
