package com.example.messaging.properties;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names the keys under {@code messaging.*} that nobody knows, where they stand, and the usual reason. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        UnboundConfigurationPropertiesException unbound =
                findCause(rootFailure, UnboundConfigurationPropertiesException.class);
        if (unbound == null
                || unbound.getUnboundProperties().stream()
                        .noneMatch(property -> property.getName().toString().startsWith("messaging."))) {
            return null;
        }
        String keys = unbound.getUnboundProperties().stream()
                .map(property -> "    %s (%s)".formatted(property.getName(), property.getOrigin()))
                .collect(Collectors.joining(System.lineSeparator()));
        return new FailureAnalysis(
                "The configuration has keys that the messaging starter does not know:%n%s".formatted(keys),
                "Correct or remove them. The name of a queue or exchange that contains a dot must stand in brackets and "
                        + "quotes, as in messaging.queues.\"[payments.order-placed]\".bindings.",
                cause);
    }
}
