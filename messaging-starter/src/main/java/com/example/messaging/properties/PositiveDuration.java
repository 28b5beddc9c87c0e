package com.example.messaging.properties;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** A duration longer than zero, and not longer than makes sense. */
@Constraint(validatedBy = PositiveDuration.Validator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE_USE})
@interface PositiveDuration {

    String message() default "must be longer than 0 and at most {upTo}";

    /** The longest, as in configuration files. */
    String upTo() default "10m";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    final class Validator implements ConstraintValidator<PositiveDuration, Duration> {

        private Duration longest = Duration.ZERO;

        @Override
        public void initialize(PositiveDuration constraint) {
            longest = DurationStyle.SIMPLE.parse(constraint.upTo());
        }

        @Override
        public boolean isValid(@Nullable Duration value, ConstraintValidatorContext context) {
            return value == null || (value.compareTo(Duration.ZERO) > 0 && value.compareTo(longest) <= 0);
        }
    }
}
