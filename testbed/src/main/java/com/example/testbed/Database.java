package com.example.testbed;

import java.util.Map;
import java.util.Optional;

/** Where the services store things: one database for each service, and a way to take both away for a while. */
public interface Database extends AutoCloseable {

    /** H2 in files, opened by the service itself, as {@code ./kit demo} has it: one instance of each service. */
    static Database h2Files() {
        return new H2Files();
    }

    /** H2 behind a server process of its own, for several instances of a service, and for taking it away. */
    static Database h2Server() {
        return new H2Server();
    }

    /** PostgreSQL. */
    static Database postgres() {
        return new Postgres();
    }

    /** What it is, with its version. */
    String title();

    /**
     * The environment variables by which a service reaches it.
     *
     * @param name the name of the service's database: {@code producer} or {@code consumer}
     */
    Map<String, String> environment(String name);

    /** Further options for the JVM of such a service. */
    default String[] options() {
        return new String[0];
    }

    /**
     * Takes it away.
     *
     * @throws UnsupportedOperationException if it is a part of the service
     */
    void stop();

    /**
     * Kills its processes, as {@code kill -9} does.
     *
     * @throws UnsupportedOperationException if it is a part of the service
     */
    void kill();

    /**
     * Lets the next transactions in which a service publishes something hang in their commit, where the database can do
     * that.
     *
     * @param name the name of the service's database
     */
    default Optional<HeldCommits> holdCommits(String name) {
        return Optional.empty();
    }

    /** Brings it back, with its data. */
    void start();

    @Override
    void close();
}
