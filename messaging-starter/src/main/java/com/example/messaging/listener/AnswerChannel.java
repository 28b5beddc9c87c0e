package com.example.messaging.listener;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Spring's adapter gets as the channel of a method that returns an answer: what it would publish at once is kept, to be
 * sent when the transaction is committed.
 */
final class AnswerChannel implements InvocationHandler {

    private final Channel channel;

    private final Consumer<Published> kept;

    private AnswerChannel(Channel channel, Consumer<Published> kept) {
        this.channel = channel;
        this.kept = kept;
    }

    /**
     * What the adapter would have published.
     *
     * @param properties the properties of the answer
     * @param body its body
     */
    record Published(AMQP.BasicProperties properties, byte[] body) {}

    static Channel around(Channel channel, Consumer<Published> kept) {
        return (Channel) Proxy.newProxyInstance(
                AnswerChannel.class.getClassLoader(), new Class<?>[] {Channel.class}, new AnswerChannel(channel, kept));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("basicPublish") && arguments != null) {
            int last = arguments.length - 1;
            if (arguments[last - 1] instanceof AMQP.BasicProperties properties
                    && arguments[last] instanceof byte[] body) {
                kept.accept(new Published(properties, body));
                return null;
            }
        }
        try {
            return method.invoke(channel, arguments);
        } catch (InvocationTargetException ex) {
            throw ex.getTargetException();
        }
    }
}
