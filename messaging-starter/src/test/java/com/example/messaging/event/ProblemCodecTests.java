package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.EventViolation;
import com.example.messaging.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemCodecTests {

    @Test
    void aProblemTellsOfTheFirst100Violations() {
        List<EventViolation> violations = IntStream.range(0, 101)
                .mapToObj(i -> new EventViolation("/lines/" + i, "is missing"))
                .toList();

        Problem read = ProblemCodec.read(ProblemCodec.write(Problem.refused("It is not valid", violations)));

        assertThat(read).isEqualTo(Problem.refused("It is not valid", violations.subList(0, 100)));
    }
}
