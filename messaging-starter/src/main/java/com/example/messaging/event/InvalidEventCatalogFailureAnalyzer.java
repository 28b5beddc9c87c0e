package com.example.messaging.event;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which records to change. */
final class InvalidEventCatalogFailureAnalyzer extends AbstractFailureAnalyzer<InvalidEventCatalogException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidEventCatalogException cause) {
        return new FailureAnalysis(
                "The events of this application are not consistent: " + cause.getMessage() + ".",
                "Change the record's @EventType, or set 'messaging.events.packages' so that only the right records are found.",
                cause);
    }
}
