package com.example.messaging.inbox;

import com.example.messaging.event.EventMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The messages that were handled, by queue, source and id. Whoever handles a message claims it first, in the same
 * transaction: of two claims of one message, the second waits for the first to commit, and is not granted then.
 */
public final class Inbox {

    /** By "select", because drivers that rewrite batches of "values" do not say what became of each row. */
    static final String CLAIM = """
            insert into inbox_message (queue, event_source, event_id, handled_at)
            select cast(? as varchar(255)), cast(? as varchar(255)), cast(? as varchar(255)),
                   cast(? as timestamp with time zone)
            on conflict do nothing
            """;

    static final String RELEASE = "delete from inbox_message where queue = ? and event_source = ? and event_id = ?";

    static final String OLDEST = """
            select max(handled_at) from (
                select handled_at from inbox_message where handled_at < ? order by handled_at limit ?) as oldest
            """;

    static final String PURGE = "delete from inbox_message where handled_at <= ?";

    private static final int LONGEST_TEXT = 255;

    private final JdbcTemplate jdbc;

    private final TransactionTemplate transactions;

    private final Clock clock;

    Inbox(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Does some work in a transaction, in which messages can be claimed. */
    public <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    /**
     * Claims messages for this transaction, which must be there.
     *
     * @param queue where they come from
     * @param messages which they are
     * @return which of them are new: to be handled in this transaction; the others were handled before
     */
    public boolean[] claim(String queue, List<EventMetadata> messages) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        // In one order everywhere, so that two groups never wait for each other.
        List<Integer> order = IntStream.range(0, messages.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> messages.get(i).source())
                        .thenComparing(i -> messages.get(i).id()))
                .toList();
        List<Object[]> rows = new ArrayList<>(messages.size());
        for (int i : order) {
            EventMetadata message = messages.get(i);
            rows.add(new Object[] {queue, shortened(message.source()), shortened(message.id()), now});
        }
        int[] counts = jdbc.batchUpdate(CLAIM, rows);
        boolean[] claimed = new boolean[messages.size()];
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalStateException(
                        "The database driver does not tell which messages are new; turn off its rewriting of batches");
            }
            claimed[order.get(i)] = counts[i] == 1;
        }
        return claimed;
    }

    /** Gives back claims of this transaction. */
    public void release(String queue, List<EventMetadata> messages) {
        jdbc.batchUpdate(
                RELEASE,
                messages.stream()
                        .map(message -> new Object[] {queue, shortened(message.source()), shortened(message.id())})
                        .toList());
    }

    /**
     * Forgets messages that were handled so long ago.
     *
     * @param limit how many at most, and those of the same moment
     * @return how many
     */
    int purge(Duration retention, int limit) {
        OffsetDateTime before = clock.instant().minus(retention).atOffset(ZoneOffset.UTC);
        return inTransaction(() -> {
            OffsetDateTime until = jdbc.queryForObject(OLDEST, OffsetDateTime.class, before, limit);
            return until == null ? 0 : jdbc.update(PURGE, until);
        });
    }

    /** What does not fit into its column is represented by its digest. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every JVM has SHA-256", ex);
        }
    }
}
