package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchmarkSuiteTests {

    private final StringWriter errors = new StringWriter();

    private final CommandLine suite = new CommandLine(new BenchmarkSuite()).setErr(new PrintWriter(errors, true));

    @Test
    void namesAnUnknownOption() {
        assertThat(suite.execute("--fast")).isEqualTo(2);
        assertThat(errors.toString()).contains("--fast");
    }

    @Test
    void namesAnUnknownScenarioAndThoseThereAre() {
        assertThat(suite.execute("--only", "relay,fly")).isEqualTo(2);
        assertThat(errors.toString()).contains("'fly'").contains("relay, commit, consume, flat, flow, readings");
    }

    @Test
    void namesAnUnknownContender() {
        assertThat(suite.execute("--contender", "nobody")).isEqualTo(2);
        assertThat(errors.toString()).contains("'nobody'").contains("modulith");
    }
}
