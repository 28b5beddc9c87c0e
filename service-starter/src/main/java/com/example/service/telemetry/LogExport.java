package com.example.service.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import org.slf4j.LoggerFactory;

/** Sends what is logged to where traces go, with trace, event, type and queue of each line. */
final class LogExport implements AutoCloseable {

    private final Logger root;

    private final OpenTelemetryAppender appender = new OpenTelemetryAppender();

    LogExport(OpenTelemetry openTelemetry) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        appender.setContext(context);
        appender.setName("otlp");
        // All of the diagnostic context: eventId, eventType, queue, and the event's key.
        appender.setCaptureMdcAttributes("*");
        appender.setOpenTelemetry(openTelemetry);
        appender.start();
        root.addAppender(appender);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
