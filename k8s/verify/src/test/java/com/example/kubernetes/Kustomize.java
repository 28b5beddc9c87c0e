package com.example.kubernetes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Assumptions;

/** Renders overlays with the kubectl or kustomize of this machine; both work without a cluster and without network. */
final class Kustomize {

    /** The project's directory, wherever in it the tests run. */
    static final Path ROOT = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .filter(directory -> Files.isDirectory(directory.resolve("k8s/base")))
            .findFirst()
            .orElseThrow();

    private static final Log logger = LogFactory.getLog(Kustomize.class);

    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    private Kustomize() {}

    /** The objects of an overlay, named by its path below {@code k8s}. Callers get a copy of their own. */
    static Manifests render(String overlay) {
        return RENDERED.computeIfAbsent(
                        overlay,
                        path -> Manifests.parse(path, run(ROOT.resolve("k8s").resolve(path))))
                .copy();
    }

    /** The objects of production with a component, by an overlay in a directory of the build. */
    static Manifests renderProductionWith(String component) {
        String overlay = "verify/target/prod-" + component;
        Path directory = ROOT.resolve("k8s").resolve(overlay);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    resources: [../../../overlays/prod]
                    components: [../../../components/%s]
                    """.formatted(component));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return render(overlay);
    }

    private static String run(Path directory) {
        List<String> command = command();
        try {
            File errors = File.createTempFile("kustomize", ".log");
            Process process = new ProcessBuilder(Stream.concat(command.stream(), Stream.of(directory.toString()))
                            .toList())
                    .redirectError(errors)
                    .start();
            String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            String said = Files.readString(errors.toPath());
            Files.delete(errors.toPath());
            if (code != 0) {
                throw new AssertionError("%s %s: %s".formatted(String.join(" ", command), directory, said));
            }
            return yaml;
        } catch (IOException | InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static List<String> command() {
        Optional<List<String>> found = Stream.of(List.of("kubectl", "kustomize"), List.of("kustomize", "build"))
                .filter(command -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command.get(0)))))
                .findFirst();
        if (found.isEmpty()) {
            String why = "Neither kubectl nor kustomize is installed: the Kubernetes overlays are not checked";
            if ("true".equals(System.getenv("KUBERNETES_REQUIRED"))) {
                throw new AssertionError(why);
            }
            logger.warn(why);
            Assumptions.abort(why);
        }
        return found.orElseThrow();
    }
}
