package com.example.messaging.listener;

import com.example.messaging.properties.QueueProperties;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.batch.SimpleBatchingStrategy;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * A container whose listener gets messages in groups, and settles them itself.
 *
 * <p>It starts with one message at a time, and takes as many as it is allowed once it has handled one that nobody had
 * before. If its predecessor crashed in the middle of a message, that message alone is at risk to be delivered to one
 * crash after the other until the broker's delivery limit makes it a dead letter, and not all that were prefetched with
 * it.
 */
final class GroupContainer extends SimpleMessageListenerContainer {

    private static final Logger logger = LoggerFactory.getLogger(GroupContainer.class);

    private final Listeners listeners;

    private final AtomicBoolean careful = new AtomicBoolean(true);

    private final Object lifecycle = new Object();

    /** The thread that starts it anew with more messages at a time. */
    private volatile @Nullable Thread changer;

    private volatile boolean stopped;

    /** Whether its method returns answers. */
    private volatile boolean answering;

    GroupContainer(Listeners listeners) {
        this.listeners = listeners;
        setConsumerBatchEnabled(true);
        // A message is one message, whatever a header of Spring's own batching says.
        setBatchingStrategy(new SimpleBatchingStrategy(1, 1, 1) {

            @Override
            public boolean canDebatch(MessageProperties properties) {
                return false;
            }
        });
    }

    @Override
    public void setupMessageListener(MessageListener listener) {
        super.setupMessageListener(listeners.group(listener, this));
    }

    @Override
    protected void doStart() {
        List<QueueProperties> queues = listeners.propertiesOf(this);
        boolean atOnce = Thread.currentThread() != changer;
        careful.set(atOnce);
        setBatchSize(atOnce ? 1 : listeners.groupSize(queues));
        setPrefetchCount(
                atOnce
                        ? 1
                        : queues.stream()
                                .mapToInt(QueueProperties::prefetch)
                                .min()
                                .orElse(1));
        super.doStart();
    }

    @Override
    public void start() {
        synchronized (lifecycle) {
            stopped = false;
        }
        super.start();
    }

    /** While it changes, whoever wants it to stop waits for that to be over. */
    @Override
    public void shutdown(@Nullable Runnable callback) {
        Thread changing = changer;
        if (Thread.currentThread() != changing) {
            synchronized (lifecycle) {
                stopped = true;
            }
            join(changing);
        }
        super.shutdown(callback);
    }

    private void join(@Nullable Thread changing) {
        try {
            if (changing != null) {
                changing.join(super.getShutdownTimeout());
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called when a message was handled that no consumer had before. */
    void handledFresh() {
        if (careful.compareAndSet(true, false)) {
            Thread thread = new Thread(this::takeMore, "messaging-take-more");
            thread.setDaemon(true);
            changer = thread;
            thread.start();
        }
    }

    /** A consumer keeps the prefetch that it began with, so others take over, after the message in hand. */
    private void takeMore() {
        try {
            // The consumer handles what it has, and ends by itself.
            setForceStop(false);
            stop();
            synchronized (lifecycle) {
                if (!stopped) {
                    super.start();
                }
            }
        } catch (RuntimeException ex) {
            logger.error(
                    "The listener of {} could not go on with more messages at a time, and is stopped",
                    List.of(getQueueNames()),
                    ex);
        } finally {
            setForceStop(true);
            changer = null;
        }
    }

    /** Whoever changes it has time: a message in hand may take as long as it takes. */
    @Override
    protected long getShutdownTimeout() {
        return Thread.currentThread() == changer ? TimeUnit.DAYS.toMillis(1) : super.getShutdownTimeout();
    }

    /**
     * Whether messages that were delivered are to be handled: while it runs, and while it changes, so that none goes back
     * to the queue and comes after those behind it.
     */
    boolean isHandling() {
        return isActive() || (changer != null && !stopped);
    }

    /** To be called before it is started, if its method returns answers. */
    void answer() {
        answering = true;
    }

    boolean isAnswering() {
        return answering;
    }

    /** Whether it has no consumer for a moment. */
    boolean isChanging() {
        return changer != null;
    }
}
