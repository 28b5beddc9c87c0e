package com.example.messaging.listener;

import com.example.messaging.topology.BrokerSetupException;
import com.example.model.EventType;
import com.rabbitmq.client.Channel;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.listener.AbstractRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.MethodRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.MultiMethodRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;

/** Makes {@link GroupContainer}s, for the styles of listener methods that the starter can keep its promises for. */
final class GroupContainerFactory extends SimpleRabbitListenerContainerFactory {

    private final Listeners listeners;

    GroupContainerFactory(Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    protected SimpleMessageListenerContainer createContainerInstance() {
        return new GroupContainer(listeners);
    }

    @Override
    public SimpleMessageListenerContainer createListenerContainer(@Nullable RabbitListenerEndpoint endpoint) {
        if (endpoint instanceof AbstractRabbitListenerEndpoint described && described.getAckMode() != null) {
            throw unsupported(
                    endpoint,
                    "acknowledges by itself (ackMode %s)".formatted(described.getAckMode()),
                    "Remove 'ackMode' from @RabbitListener: a message is acknowledged when its transaction is committed.");
        }
        boolean answering = false;
        if (endpoint instanceof MethodRabbitListenerEndpoint methods) {
            methodsOf(methods).forEach(method -> check(methods, method));
            answering = isAnswering(methods);
        }
        SimpleMessageListenerContainer container = super.createListenerContainer(endpoint);
        if (answering && container instanceof GroupContainer group) {
            group.answer();
            listeners.checkAnswering(group);
        }
        return container;
    }

    private static boolean isAnswering(MethodRabbitListenerEndpoint endpoint) {
        Collection<Method> methods = methodsOf(endpoint);
        long answering =
                methods.stream().filter(GroupContainerFactory::returnsAnswer).count();
        if (answering > 0 && answering < methods.size()) {
            throw unsupported(
                    endpoint,
                    "has methods that return an answer beside methods that return nothing",
                    "Give requests and events a queue and a listener each: what fails is answered here, and tried again there.");
        }
        return answering > 0;
    }

    /** One event, to whoever asked: nothing that says by itself where it goes, or when it is there. */
    private static boolean returnsAnswer(Method method) {
        return method.getReturnType().isAnnotationPresent(EventType.class)
                && !AnnotatedElementUtils.hasAnnotation(method, SendTo.class)
                && !AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), SendTo.class);
    }

    private static Collection<Method> methodsOf(MethodRabbitListenerEndpoint endpoint) {
        if (endpoint instanceof MultiMethodRabbitListenerEndpoint) {
            return MethodIntrospector.selectMethods(
                    AopUtils.getTargetClass(endpoint.getBean()),
                    (Method method) -> AnnotatedElementUtils.hasAnnotation(method, RabbitHandler.class));
        }
        return List.of(endpoint.getMethod());
    }

    private static void check(MethodRabbitListenerEndpoint endpoint, Method method) {
        boolean takesList = Arrays.stream(method.getParameterTypes()).anyMatch(Collection.class::isAssignableFrom);
        if (takesList && !Boolean.TRUE.equals(endpoint.getBatchListener())) {
            throw unsupported(
                    endpoint,
                    "takes a list in its method '%s', and one event at a time".formatted(method.getName()),
                    "Add batch = \"true\" to @RabbitListener, or let the method take the event.");
        }
        if (method.getReturnType() != void.class && (takesList || !returnsAnswer(method))) {
            throw unsupported(
                    endpoint,
                    "returns a value from its method '%s', as a reply or a future".formatted(method.getName()),
                    "Let the method return void, and publish its answer as an event by EventPublisher: it then goes out if and only if the method succeeds. A method that takes one request may return the record with @EventType that answers it.");
        }
        if (Arrays.asList(method.getParameterTypes()).contains(Channel.class)) {
            throw unsupported(
                    endpoint,
                    "takes the Channel in its method '%s'".formatted(method.getName()),
                    "Remove the parameter: the starter settles each message, and EventPublisher publishes.");
        }
    }

    private static BrokerSetupException unsupported(RabbitListenerEndpoint endpoint, String what, String action) {
        return new BrokerSetupException(
                "The listener '%s' %s, which the messaging starter does not support: it settles each message itself."
                        .formatted(endpoint.getId(), what),
                action + " A listener that shall do without the starter names a 'containerFactory' of its own.",
                null);
    }
}
