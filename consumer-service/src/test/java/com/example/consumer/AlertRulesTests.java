package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AlertRulesTests {

    @Test
    void eachAlertHasALineInTheRunbook() throws IOException {
        List<String> rules = Files.readAllLines(Path.of("../deploy/observability/alerts.yml"));
        List<String> alerts = after(rules, "- alert: ");
        List<String> runbook = Files.readAllLines(Path.of("../docs/operations.md"));

        assertThat(alerts).hasSizeGreaterThan(5);
        assertThat(after(rules, "runbook: "))
                .isEqualTo(alerts.stream()
                        .map(alert -> "docs/operations.md#" + alert.toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(runbook)
                .containsAll(alerts.stream().map(alert -> "### " + alert).toList());
    }

    private static List<String> after(List<String> lines, String beginning) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }
}
