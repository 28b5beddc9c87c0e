package com.example.messaging.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The shell scripts that lie beside this class, where kit finds them too. */
final class Script {

    private static final Log logger = LogFactory.getLog(Script.class);

    private Script() {}

    /** Returns the text of one of them. */
    static String text(String name) throws IOException {
        try (InputStream resource = Script.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("%s is missing beside %s".formatted(name, Script.class.getName()));
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Runs one of them to its end, and logs what it says on standard error.
     *
     * @return what it printed, or nothing if it failed or there is no shell
     */
    static Optional<String> run(String name, Map<String, String> environment, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("sh", "-c", text(name), name));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var errors = process.errorReader();
                    var output = process.inputReader()) {
                errors.lines().forEach(logger::info);
                String printed = output.lines().collect(Collectors.joining("\n"));
                return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
            }
        } catch (IOException ex) {
            logger.info("Can't run %s: %s".formatted(name, ex.getMessage()));
            return Optional.empty();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
