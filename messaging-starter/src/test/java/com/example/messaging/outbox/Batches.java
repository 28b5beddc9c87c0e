package com.example.messaging.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** An application whose database tells what was executed as one JDBC batch. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Batches {

    /** The statements that were executed so, by table, with the number of rows: "outbox_event 3". */
    final List<String> executed = new CopyOnWriteArrayList<>();

    @Bean
    BeanPostProcessor watchedDataSource() {
        return new BeanPostProcessor() {

            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource dataSource ? watched(dataSource) : bean;
            }
        };
    }

    private DataSource watched(DataSource dataSource) {
        return new DelegatingDataSource(dataSource) {

            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return proxy(Connection.class, connection, (method, arguments, result) -> {
                    if (!method.equals("prepareStatement")) {
                        return result;
                    }
                    return proxy(PreparedStatement.class, result, (call, none, answer) -> {
                        if (call.equals("executeBatch")) {
                            String table = String.valueOf(arguments[0]).strip().split("[ (]+")[2];
                            executed.add(table + " " + ((int[]) answer).length);
                        }
                        return answer;
                    });
                });
            }
        };
    }

    private interface After {

        Object then(String method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, Object target, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.then(method.getName(), arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                }));
    }
}
