package com.example.kubernetes;

import static com.example.kubernetes.Json.label;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Passwords are referred to, never written; but for one demo password, in one place. */
final class Credentials {

    private Credentials() {}

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        Set<String> passwords = new HashSet<>();
        manifests.ofKind("Secret").forEach(secret -> {
            if (!manifests.overlay().endsWith("/dev")) {
                findings.add(label(secret) + " stands in the repository");
            }
            passwords.add(
                    new String(Base64.getMimeDecoder().decode(text(secret, "/data/password")), StandardCharsets.UTF_8)
                            .strip());
        });
        if (passwords.size() > 1) {
            findings.add("There is more than one demo password");
        }
        manifests.objects().stream()
                .filter(object -> !text(object, "/kind").equals("Secret"))
                .forEach(object -> {
                    settings(object)
                            .filter(setting -> setting.getKey().matches("(?i).*(password|token|secret|credential)"))
                            .forEach(setting ->
                                    findings.add("%s: %s is written out".formatted(label(object), setting.getKey())));
                    String all = object.toString();
                    passwords.stream()
                            .filter(all::contains)
                            .forEach(password -> findings.add(label(object) + " contains the demo password"));
                    if (all.matches("(?s).*//[^/@\"\\s]+:[^/@\"\\s]+@.*")) {
                        findings.add(label(object) + " has an address with a password");
                    }
                });
        return findings;
    }

    /** What becomes an environment variable. */
    private static Stream<Map.Entry<String, String>> settings(JsonNode object) {
        return Stream.concat(
                Json.fields(object, "/data").entrySet().stream(),
                list(object, "/spec/template/spec/containers")
                        .flatMap(container -> list(container, "/env"))
                        .filter(env -> env.has("value"))
                        .map(env -> Map.entry(text(env, "/name"), text(env, "/value"))));
    }
}
