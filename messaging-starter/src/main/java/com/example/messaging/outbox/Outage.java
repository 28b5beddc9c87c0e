package com.example.messaging.outbox;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once when broker or database are away, and once when they are back, however many workers find out. */
final class Outage {

    private static final Logger logger = LoggerFactory.getLogger(Outage.class);

    private final Backlog backlog;

    private final AtomicBoolean on = new AtomicBoolean();

    Outage(Backlog backlog) {
        this.backlog = backlog;
    }

    void found(Throwable cause) {
        if (on.compareAndSet(false, true)) {
            logger.warn("The outbox can't be relayed, trying on; events wait in it meanwhile: {}", reasonOf(cause));
        }
    }

    void over() {
        if (on.compareAndSet(true, false)) {
            logger.info("The outbox is relayed again; {} events wait in it", backlog.waiting());
        }
    }

    /** What the innermost cause says that says anything: the end of a connection has no words. */
    private static String reasonOf(Throwable thrown) {
        String reason = thrown.getClass().getSimpleName();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.startsWith("java.")) {
                reason = message;
            }
        }
        return reason;
    }
}
