package com.example.service.event;

import jakarta.validation.constraints.Min;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.PatternMatchUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the events that clients publish by HTTP.
 *
 * @param types Types that clients may publish by POST /api/events; a star stands for any text, as in orders.*. The
 *     service's broker user must be allowed to write to their exchanges. None by default: then there is no such path.
 * @param maxBatchSize How many events a batch may have; a larger one is answered with 413.
 */
@Validated
@ConfigurationProperties("api.events")
record EventsProperties(
        @DefaultValue Set<String> types,
        @Min(1) @DefaultValue("1000") int maxBatchSize) {

    boolean takes(String type) {
        return PatternMatchUtils.simpleMatch(types.toArray(String[]::new), type);
    }
}
