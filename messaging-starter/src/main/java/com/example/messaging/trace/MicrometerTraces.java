package com.example.messaging.trace;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces by Micrometer's tracer. Only what is sampled gets spans: most of a busy service is not. */
final class MicrometerTraces implements Traces {

    private static final String HEADER = "traceparent";

    /** Beyond this, a span with links is of no use to anybody. */
    private static final int MAX_LINKS = 128;

    private final Tracer tracer;

    private final Propagator propagator;

    MicrometerTraces(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public @Nullable String current() {
        TraceContext context = tracer.currentTraceContext().context();
        return context == null ? null : write(context);
    }

    @Override
    public Sending send(@Nullable String parent, String destination, String eventId) {
        if (parent == null || !isSampled(parent)) {
            return new Sending(parent, failure -> {});
        }
        Span span = propagator
                .extract(parent, (carrier, key) -> key.equalsIgnoreCase(HEADER) ? carrier : null)
                .kind(Span.Kind.PRODUCER)
                .name(destination + " send")
                .tag("messaging.system", "rabbitmq")
                .tag("messaging.message.id", eventId)
                .start();
        return new Sending(write(span.context()), failure -> {
            if (failure != null) {
                span.error(new IllegalStateException(failure));
            }
            span.end();
        });
    }

    @Override
    public Runnable group(String name, Collection<String> members) {
        List<String> sampled = members.stream()
                .filter(MicrometerTraces::isSampled)
                .limit(MAX_LINKS)
                .toList();
        if (sampled.isEmpty()) {
            return () -> {};
        }
        Span.Builder builder = tracer.spanBuilder()
                .setNoParent()
                .name(name)
                .tag("messaging.batch.message_count", String.valueOf(members.size()));
        sampled.forEach(member -> builder.addLink(new Link(read(member))));
        return builder.start()::end;
    }

    /** W3C Trace Context, "traceparent Header": version, trace id, parent id, flags; the last bit says sampled. */
    private static boolean isSampled(String traceParent) {
        return traceParent.length() >= 55 && Character.digit(traceParent.charAt(54), 16) % 2 == 1;
    }

    private TraceContext read(String traceParent) {
        return tracer.traceContextBuilder()
                .traceId(traceParent.substring(3, 35))
                .spanId(traceParent.substring(36, 52))
                .sampled(true)
                .build();
    }

    private @Nullable String write(TraceContext context) {
        Map<String, String> headers = new HashMap<>();
        propagator.inject(context, headers, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.put(key, value);
            }
        });
        return headers.get(HEADER);
    }
}
