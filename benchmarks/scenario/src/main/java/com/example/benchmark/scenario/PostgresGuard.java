package com.example.benchmark.scenario;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stops a PostgreSQL server when this process ends, even where no shutdown hook runs: the embedded one is a daemon, and
 * would stay. A shell waits for the end of a pipe whose other end is held here alone.
 */
public final class PostgresGuard {

    private static final String PID = "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)";

    private static final String STOP_AT_END = """
            trap '' INT TERM HUP
            cat > /dev/null
            case "$(ps -o args= -p "$0")" in *postgres*) kill -INT "$0" ;; esac
            """;

    /** A collected process object would close its pipe. */
    private static final List<Process> SHELLS = new CopyOnWriteArrayList<>();

    private PostgresGuard() {}

    /** Begins to guard the server that a superuser is connected to. */
    public static void watch(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery(PID)) {
            pid.next();
            SHELLS.add(new ProcessBuilder("sh", "-c", STOP_AT_END, pid.getString(1)).start());
        }
    }
}
