package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChildTests {

    @Test
    void endsInAnOrderlyWayIfItCan() {
        Child child = Child.start(
                List.of("sh", "-c", "trap 'echo ended; exit 3' TERM; echo ready; while :; do sleep 0.1; done"));
        Iterator<String> output = child.output().iterator();
        assertThat(output.next()).isEqualTo("ready");

        child.close();

        assertThat(output.next()).isEqualTo("ended");
        assertThat(child.exitCode()).isEqualTo(3);
    }

    @Test
    void whatItHasStartedEndsToo() {
        Child child = Child.start(List.of("sh", "-c", "sleep 60 & echo $!; wait"));
        long started = Long.parseLong(child.output().iterator().next());
        assertThat(ProcessHandle.of(started)).isPresent();

        child.close();

        assertThat(ProcessHandle.of(started).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
