package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTests {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void saysThatThereIsNone() {
        assertThat(Checkout.commit(directory)).isEqualTo("unknown");
    }

    @Test
    void namesTheCommit() throws Exception {
        git("init", "--quiet");
        git("commit", "--quiet", "--allow-empty", "--message", "Begin");

        assertThat(Checkout.commit(directory)).matches("[0-9a-f]{7,}");
    }

    @Test
    void saysThatSomethingIsNotCommitted() throws Exception {
        git("init", "--quiet");
        git("commit", "--quiet", "--allow-empty", "--message", "Begin");
        Files.createFile(directory.resolve("new"));

        assertThat(Checkout.commit(directory)).matches("[0-9a-f]{7,}\\+changes");
    }

    private void git(String... words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("git", "-C", directory.toString(), "-c", "user.name=Test", "-c", "user.email=test@localhost"));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
