package com.example.messaging.event;

import com.example.model.EventType;
import java.util.Collection;
import java.util.List;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Finds the records with {@code @EventType} on the class path. */
final class EventScanner {

    private EventScanner() {}

    static List<Class<?>> scan(Collection<String> packages, ResourceLoader resources) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.setResourceLoader(resources);
        scanner.addIncludeFilter(new AnnotationTypeFilter(EventType.class));
        return packages.stream()
                .flatMap(name -> scanner.findCandidateComponents(name).stream())
                .map(candidate -> candidate.getBeanClassName())
                .distinct()
                .<Class<?>>map(name -> ClassUtils.resolveClassName(String.valueOf(name), resources.getClassLoader()))
                .toList();
    }
}
