package com.example.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one record component that says what the event is about: the order's id, the device's id. Events of one key
 * keep their order. It travels as the CloudEvents {@code subject} (CloudEvents 1.0, "Optional attributes"), and log
 * lines about the event carry it under the component's name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface EventKey {}
