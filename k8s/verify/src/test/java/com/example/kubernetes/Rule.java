package com.example.kubernetes;

import java.util.List;
import java.util.function.Function;

/** Everything that an overlay must keep to. */
enum Rule {
    STRICT_MODELS(StrictModels::check),
    REFERENCES(References::check),
    LINKS(Links::check),
    HARDENING(Hardening::check),
    SERVICE_SETTINGS(ServiceSettings::check),
    NETWORK_FLOWS(NetworkFlows::check),
    CREDENTIALS(Credentials::check),
    BROKER_TOPOLOGY(BrokerTopology::check),
    ALERT_RULES(AlertRules::check);

    private final Function<Manifests, List<String>> check;

    Rule(Function<Manifests, List<String>> check) {
        this.check = check;
    }

    /** What is wrong, each for a person to read. */
    List<String> check(Manifests manifests) {
        return check.apply(manifests);
    }
}
