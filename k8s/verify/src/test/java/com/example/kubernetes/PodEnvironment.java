package com.example.kubernetes;

import static com.example.kubernetes.Json.fields;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * What a service finds when it starts in its pod: the environment variables, and the files of Secrets and ConfigMaps, put
 * below a directory. Spring Boot then works out the settings as it does at a start, from the service's own files.
 */
final class PodEnvironment implements AutoCloseable {

    private final Manifests manifests;

    private final Path directory;

    private final Map<String, String> files = new LinkedHashMap<>();

    private final ConfigurableEnvironment environment = new StandardEnvironment();

    PodEnvironment(Manifests manifests, Pod pod) {
        this.manifests = manifests;
        try {
            directory = Files.createTempDirectory("pod");
            JsonNode container = pod.containers().findFirst().orElseThrow();
            Map<String, Object> variables = new LinkedHashMap<>();
            list(container, "/envFrom")
                    .flatMap(source -> manifests.find("ConfigMap", text(source, "/configMapRef/name")).stream())
                    .forEach(config -> variables.putAll(fields(config, "/data")));
            list(container, "/env").forEach(env -> variables.put(text(env, "/name"), text(env, "/value")));
            list(container, "/volumeMounts").forEach(mount -> {
                String path = text(mount, "/mountPath");
                pod.volumes()
                        .filter(volume -> volume.has("projected"))
                        .filter(volume -> text(volume, "/name").equals(text(mount, "/name")))
                        .forEach(volume -> {
                            mount(volume, path);
                            variables.replaceAll(
                                    (name, value) -> value.toString().replace(path + "/", directory + path + "/"));
                        });
            });
            String service = text(pod.owner(), "/metadata/name");
            variables.put(
                    "SPRING_CONFIG_LOCATION",
                    Kustomize.ROOT.resolve(service + "/src/main/resources/").toUri() + "");
            environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
            environment
                    .getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** What Spring Boot made of it. */
    ConfigurableEnvironment settings() {
        return environment;
    }

    /** The files that Secrets and ConfigMaps became: their names in the pod, and what is in them. */
    Map<String, String> files() {
        return files;
    }

    /** The name of a file in the pod, of one that is there. */
    Optional<String> inPod(String file) {
        return files.keySet().stream()
                .filter(name -> file.equals("file:" + directory + name))
                .findFirst();
    }

    private void mount(JsonNode volume, String path) {
        list(volume, "/projected/sources").forEach(source -> {
            String kind = source.has("secret") ? "Secret" : "ConfigMap";
            JsonNode reference = source.has("secret") ? source.at("/secret") : source.at("/configMap");
            list(reference, "/items").forEach(item -> {
                String value = value(kind, text(reference, "/name"), text(item, "/key"));
                String file = path + "/" + text(item, "/path");
                files.put(file, value);
                write(file, value);
            });
        });
    }

    /** What the overlay says, or something else for what it does not know. */
    private String value(String kind, String name, String key) {
        return manifests
                .find(kind, name)
                .map(object -> object.at("/data").path(key).asString(""))
                .map(data -> kind.equals("Secret")
                        ? new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8).strip()
                        : data)
                .orElse("%s of %s".formatted(key, name));
    }

    private void write(String file, String value) {
        try {
            Path target = Path.of(directory + file);
            Files.createDirectories(target.getParent());
            // As kubectl users write them, with a line end.
            Files.writeString(target, value + "\n");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() {
        FileSystemUtils.deleteRecursively(directory.toFile());
    }
}
