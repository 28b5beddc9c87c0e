package com.example.messaging.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link WithRabbitMq} on a test class. */
final class RabbitMqContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        WithRabbitMq annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, WithRabbitMq.class);
        return annotation == null
                ? null
                : new RabbitMqContextCustomizer(annotation.breakable(), annotation.definitions(), annotation.user());
    }
}
