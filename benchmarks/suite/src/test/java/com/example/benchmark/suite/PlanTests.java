package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTests {

    @Test
    void comparesOnlyContendersThatRun() {
        new Plan(Size.FULL)
                .scenarios().stream()
                        // Which of its contenders there are depends on this machine's JDKs.
                        .filter(scenario -> !scenario.name().equals("start"))
                        .forEach(scenario -> {
                            List<String> contenders = scenario.trials().stream()
                                    .map(Trial::contender)
                                    .toList();
                            assertThat(contenders)
                                    .doesNotHaveDuplicates()
                                    .containsAll(scenario.comparisons().stream()
                                            .map(Comparison::contender)
                                            .toList())
                                    .containsAll(scenario.comparisons().stream()
                                            .map(Comparison::baseline)
                                            .toList())
                                    .containsAll(scenario.limits().stream()
                                            .map(Limit::contender)
                                            .toList());
                        });
    }
}
