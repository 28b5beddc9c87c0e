package com.example.messaging.trace;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What outbox and listeners do with traces (W3C Trace Context); nothing where there is no tracer. */
public interface Traces {

    /** For applications without tracer: there are no traces. */
    Traces NONE = new Traces() {

        @Override
        public @Nullable String current() {
            return null;
        }

        @Override
        public Sending send(@Nullable String parent, String destination, String eventId) {
            return new Sending(parent, failure -> {});
        }

        @Override
        public Runnable group(String name, Collection<String> members) {
            return () -> {};
        }
    };

    /** The {@code traceparent} of what this thread does now, if it is traced. */
    @Nullable
    String current();

    /**
     * Begins the span of sending an event that waited.
     *
     * @param parent the {@code traceparent} of who published it
     * @param destination the exchange
     * @param eventId the event
     */
    Sending send(@Nullable String parent, String destination, String eventId);

    /**
     * Begins a span for work that is done for several messages at once, linked to the trace of each.
     *
     * @param name what is done
     * @param members their {@code traceparent}s
     * @return ends the span
     */
    Runnable group(String name, Collection<String> members);

    /**
     * A sending that has begun.
     *
     * @param traceParent what the message should carry
     * @param end ends it, with what went wrong or null
     */
    record Sending(@Nullable String traceParent, End end) {}

    /** Ends a span. */
    interface End {

        /** Ends it, with what went wrong or null. */
        void with(@Nullable String failure);
    }
}
