package com.example.messaging.inbox;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.schema.MessagingSchema;
import com.example.messaging.schema.SchemaAutoConfiguration;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the {@link Inbox}, where there is a database. */
@AutoConfiguration(after = SchemaAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "messaging.inbox.enabled", matchIfMissing = true)
@ConditionalOnBean(MessagingSchema.class)
@EnableConfigurationProperties(MessagingProperties.class)
public final class InboxAutoConfiguration {

    @Bean
    Inbox inbox(MessagingSchema schema) {
        return new Inbox(schema.jdbc(), schema.newTransaction(), Clock.systemUTC());
    }

    @Bean
    InboxPurge inboxPurge(Inbox inbox, MessagingProperties properties) {
        return new InboxPurge(inbox, properties.inbox());
    }
}
