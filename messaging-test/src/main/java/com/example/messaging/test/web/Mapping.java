package com.example.messaging.test.web;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Something that a service answers to.
 *
 * @param method the HTTP method
 * @param path the path; its variables are filled with some value
 */
record Mapping(HttpMethod method, String path) {

    /** What the controllers of a service are mapped to, without health. */
    static List<Mapping> ofApi(ApplicationContext service) {
        return service.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mappings -> mappings.getHandlerMethods().keySet().stream())
                .flatMap(Mapping::of)
                .filter(mapping -> !List.of("/livez", "/readyz").contains(mapping.path()))
                .distinct()
                .toList();
    }

    private static Stream<Mapping> of(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return info.getPatternValues().stream()
                .flatMap(path -> (methods.isEmpty() ? Stream.of(RequestMethod.values()) : methods.stream())
                        // Tomcat itself answers 405.
                        .filter(method -> method != RequestMethod.TRACE)
                        .map(method -> new Mapping(method.asHttpMethod(), filled(path))));
    }

    /** What the actuator of a service is mapped to, without health. */
    static List<Mapping> ofActuator(ApplicationContext service) {
        return Stream.concat(
                        Stream.of(new Mapping(HttpMethod.GET, "/actuator"), new Mapping(HttpMethod.GET, "/error")),
                        service.getBean(WebEndpointsSupplier.class).getEndpoints().stream()
                                .filter(endpoint ->
                                        !endpoint.getEndpointId().toString().equals("health"))
                                .map(ExposableWebEndpoint::getOperations)
                                .flatMap(operations -> operations.stream())
                                .map(operation -> of(operation.getRequestPredicate())))
                .toList();
    }

    private static Mapping of(WebOperationRequestPredicate predicate) {
        return new Mapping(
                HttpMethod.valueOf(predicate.getHttpMethod().name()), "/actuator/" + filled(predicate.getPath()));
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "1");
    }
}
