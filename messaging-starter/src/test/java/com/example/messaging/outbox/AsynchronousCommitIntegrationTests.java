package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.sample.Database;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On PostgreSQL, the relay does not wait until the disk has what it deleted; everybody else does. */
@Timeout(90)
class AsynchronousCommitIntegrationTests extends OutboxFixture {

    AsynchronousCommitIntegrationTests() {
        super(Database.POSTGRES);
    }

    @Test
    void onlyTheTransactionThatHoldsAPartitionCommitsAsynchronously() {
        // Embedded, the server has it off for everybody.
        start("spring.datasource.hikari.connection-init-sql=set synchronous_commit = on");
        publishAndTake();
        OutboxTable table = application.getBean(OutboxTable.class);
        jdbc.update("insert into outbox_partition (id) values (77)");

        String whileItHoldsThePartition = transaction.execute(status -> {
            assertThat(table.lock(77)).isTrue();
            return setting();
        });

        assertThat(whileItHoldsThePartition).isEqualTo("off");
        assertThat(Stream.generate(this::setting).limit(10)).containsOnly("on");
    }

    private String setting() {
        return jdbc.queryForObject("select current_setting('synchronous_commit')", String.class);
    }
}
