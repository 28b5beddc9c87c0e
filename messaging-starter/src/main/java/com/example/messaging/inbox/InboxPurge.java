package com.example.messaging.inbox;

import com.example.messaging.properties.InboxProperties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Removes from the inbox what is older than its retention, a little at a time, so that nobody waits for it. */
final class InboxPurge implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(InboxPurge.class);

    private final Inbox inbox;

    private final InboxProperties properties;

    private volatile boolean running;

    InboxPurge(Inbox inbox, InboxProperties properties) {
        this.inbox = inbox;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        running = true;
        Thread thread = new Thread(this::run, "messaging-inbox-purge");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (running) {
            try {
                purge();
            } catch (Throwable ex) {
                logger.warn(
                        "Old messages could not be removed from the inbox, trying on: {}",
                        String.valueOf(ex.getMessage()));
            }
            pause();
        }
    }

    private void purge() {
        long removed = 0;
        int chunk;
        do {
            chunk = inbox.purge(properties.retention(), properties.purgeBatchSize());
            removed += chunk;
        } while (running && chunk >= properties.purgeBatchSize());
        if (removed > 0) {
            logger.debug("Removed {} messages from the inbox", removed);
        }
    }

    private synchronized void pause() {
        try {
            if (running) {
                TimeUnit.NANOSECONDS.timedWait(this, properties.purgeInterval().toNanos());
            }
        } catch (InterruptedException ex) {
            logger.debug("Interrupted; purging at once");
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        notifyAll();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
