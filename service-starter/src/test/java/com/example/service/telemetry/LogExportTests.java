package com.example.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class LogExportTests {

    private final Exporter exporter = new Exporter();

    private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TelemetryAutoConfiguration.class))
            .withBean(
                    OpenTelemetry.class,
                    () -> OpenTelemetrySdk.builder()
                            .setLoggerProvider(SdkLoggerProvider.builder()
                                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
                                    .build())
                            .build());

    @Test
    void sendsLinesWithWhatTheyAreAboutWhileTheServiceRuns() {
        contextRunner
                .withPropertyValues("management.opentelemetry.logging.export.otlp.endpoint=http://localhost/v1/logs")
                .run(context -> {
                    assertThat(context).hasSingleBean(LogExport.class);
                    log("while it runs");
                });
        log("afterwards");

        assertThat(exporter.records).singleElement().satisfies(line -> {
            assertThat(line.getBodyValue().asString()).isEqualTo("while it runs");
            assertThat(line.getAttributes().get(AttributeKey.stringKey("eventId")))
                    .isEqualTo("event-1");
        });
    }

    @Test
    void sendsNothingWithoutAnEndpoint() {
        contextRunner.run(context -> {
            assertThat(context).doesNotHaveBean(LogExport.class);
            log("nowhere");
        });

        assertThat(exporter.records).isEmpty();
    }

    private static void log(String text) {
        MDC.put("eventId", "event-1");
        try {
            LoggerFactory.getLogger("test").error(text);
        } finally {
            MDC.remove("eventId");
        }
    }

    private static final class Exporter implements LogRecordExporter {

        private final List<LogRecordData> records = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            records.addAll(logs);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
