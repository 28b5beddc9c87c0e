package com.example.service.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what Boot leaves open: with {@code management.opentelemetry.logging.export.otlp.endpoint}, logs are
 * sent there.
 */
@AutoConfiguration(after = OpenTelemetrySdkAutoConfiguration.class)
@ConditionalOnClass(OpenTelemetryAppender.class)
@ConditionalOnBean(OpenTelemetry.class)
@ConditionalOnProperty("management.opentelemetry.logging.export.otlp.endpoint")
public final class TelemetryAutoConfiguration {

    @Bean
    LogExport logExport(OpenTelemetry openTelemetry) {
        return new LogExport(openTelemetry);
    }
}
