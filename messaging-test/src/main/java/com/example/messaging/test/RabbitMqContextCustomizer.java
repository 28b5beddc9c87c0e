package com.example.messaging.test;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Creates the virtual host of one context. A record, because contexts are cached by what their customizers equal.
 *
 * @param breakable whether a {@link BrokerLink} lies between
 * @param definitions a file of definitions that it has, or nothing
 * @param user as which of their users the context logs in, or nothing
 */
record RabbitMqContextCustomizer(boolean breakable, String definitions, String user) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
        RabbitMqBroker broker = RabbitMqBroker.shared();
        VirtualHost virtualHost = broker.newVirtualHost();
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        register(beans, "virtualHost", virtualHost);
        Map<String, BrokerUser> users =
                definitions.isEmpty() ? Map.of() : virtualHost.importDefinitions(Path.of(definitions));
        Map<String, Object> properties = virtualHost.springProperties();
        if (breakable) {
            BrokerLink link = new BrokerLink(broker.host(), broker.port());
            register(beans, "brokerLink", link);
            properties = virtualHost.springProperties(link);
        }
        if (!user.isEmpty()) {
            BrokerUser own = users.get(user);
            if (own == null) {
                throw new IllegalStateException("There is no user '%s' in '%s'".formatted(user, definitions));
            }
            beans.registerSingleton("brokerUser", own);
            properties = own.asThisUser(properties);
        }
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("rabbitmq", properties));
    }

    private static void register(DefaultListableBeanFactory beans, String name, AutoCloseable bean) {
        beans.registerSingleton(name, bean);
        beans.registerDisposableBean(name, bean::close);
    }
}
