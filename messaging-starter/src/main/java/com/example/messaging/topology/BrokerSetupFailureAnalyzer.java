package com.example.messaging.topology;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what does not fit between configuration and broker, and what to do. */
final class BrokerSetupFailureAnalyzer extends AbstractFailureAnalyzer<BrokerSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BrokerSetupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
