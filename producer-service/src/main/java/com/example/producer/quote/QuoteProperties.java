package com.example.producer.quote;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the sample's quotes.
 *
 * @param timeout How long an answer is waited for.
 */
@ConfigurationProperties("quotes")
record QuoteProperties(@DefaultValue("2s") Duration timeout) {

    QuoteProperties {
        Assert.isTrue(timeout.toMillis() > 0, "'quotes.timeout' must be longer than zero");
    }
}
