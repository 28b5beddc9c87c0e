package com.example.messaging.retry;

import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for {@link RetryTiers}. */
@AutoConfiguration(after = PublisherAutoConfiguration.class)
@ConditionalOnBean(ConfirmedSender.class)
public final class RetryAutoConfiguration {

    @Bean
    RetryTiers retryTiers(ConfirmedSender sender) {
        return new RetryTiers(sender);
    }
}
