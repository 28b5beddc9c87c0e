package com.example.messaging.test;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.spi.json.JsonProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of definitions, as RabbitMQ exports and imports them (RabbitMQ docs: "Schema Definition Export and Import"), for
 * a virtual host of a test: the objects are on that virtual host, and each user has another name and password, so that
 * the file's own users are never touched. The file's passwords are placeholders such as {@code @DEMO_PASSWORD@}.
 */
final class BrokerDefinitions {

    private static final JsonProvider JSON =
            Configuration.defaultConfiguration().jsonProvider();

    /** The kinds of definitions that name a virtual host. */
    private static final List<String> ON_VIRTUAL_HOST =
            List.of("permissions", "topic_permissions", "parameters", "policies", "exchanges", "queues", "bindings");

    private final Map<String, BrokerUser> users = new HashMap<>();

    private final Map<String, Object> definitions = new HashMap<>();

    private BrokerDefinitions() {}

    /** Reads a file for a virtual host. */
    static BrokerDefinitions of(Path file, VirtualHost virtualHost) {
        BrokerDefinitions result = new BrokerDefinitions();
        Map<String, Object> json = object(JSON.parse(read(file)));
        List<Map<String, Object>> users = list(json.get("users"));
        for (Map<String, Object> user : users) {
            String id = UUID.randomUUID().toString();
            String name = String.valueOf(user.get("name"));
            if (!String.valueOf(user.get("password")).matches("@[A-Z_]+@")) {
                throw new IllegalStateException(
                        "The password of user '%s' in %s is no placeholder".formatted(name, file));
            }
            BrokerUser own = new BrokerUser(virtualHost, name + "-" + id, "password-" + id);
            result.users.put(name, own);
            user.put("name", own.name());
            user.put("password", own.password());
        }
        result.definitions.put("users", users);
        for (String kind : ON_VIRTUAL_HOST) {
            List<Map<String, Object>> entries = list(json.get(kind));
            entries.forEach(entry -> {
                entry.put("vhost", virtualHost.name());
                BrokerUser user = result.users.get(String.valueOf(entry.get("user")));
                if (user != null) {
                    entry.put("user", user.name());
                }
            });
            result.definitions.put(kind, entries);
        }
        return result;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException ex) {
            throw new UncheckedIOException(
                    "No definitions in " + file.toAbsolutePath().normalize(), ex);
        }
    }

    /** The users of the virtual host, by their names in the file. */
    Map<String, BrokerUser> users() {
        return users;
    }

    /** As the broker imports them. */
    String json() {
        return JSON.toJson(definitions);
    }

    private static List<Map<String, Object>> list(@Nullable Object value) {
        List<Map<String, Object>> result = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(entry -> result.add(object(entry)));
        }
        return result;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
