package com.example.benchmark.starter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/**
 * Lets the relay's own transactions wait for the disk, as those of its peers do. The starter has no setting for that: its
 * statement is rewritten on its way to the database.
 */
@Component
@Profile("starter-waiting")
class WaitingCommits implements BeanPostProcessor {

    private static final String ASYNCHRONOUS = "set_config('synchronous_commit', 'off', true)";

    private static final String WAITING = "set_config('synchronous_commit', 'on', true)";

    private final AtomicBoolean rewritten = new AtomicBoolean();

    /**
     * Makes sure that there was something to rewrite.
     *
     * @throws IllegalStateException if the starter's statement is another one by now
     */
    void verify() {
        if (!rewritten.get()) {
            throw new IllegalStateException("The relay has not said: " + ASYNCHRONOUS);
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource database ? new Rewriting(database) : bean;
    }

    private String rewrite(String sql) {
        if (!sql.contains(ASYNCHRONOUS)) {
            return sql;
        }
        rewritten.set(true);
        return sql.replace(ASYNCHRONOUS, WAITING);
    }

    private final class Rewriting extends DelegatingDataSource {

        Rewriting(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Rewriting.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            arguments[0] = rewrite((String) arguments[0]);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException ex) {
                            throw ex.getTargetException();
                        }
                    });
        }
    }
}
