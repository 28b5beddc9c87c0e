package com.example.testbed;

import java.nio.file.Path;
import java.util.Map;
import org.h2.engine.Constants;

/** H2 in files, inside the service. */
final class H2Files implements Database {

    private final Path directory = Directories.create("h2");

    @Override
    public String title() {
        return "H2 " + Constants.VERSION;
    }

    @Override
    public Map<String, String> environment(String name) {
        return Map.of("DATA_DIRECTORY", directory.toString());
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("It ends with its service");
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException("It is killed with its service");
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException("It starts with its service");
    }

    @Override
    public void close() {
        Directories.delete(directory);
    }
}
