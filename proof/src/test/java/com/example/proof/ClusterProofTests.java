package com.example.proof;

import com.example.testbed.Cluster;
import java.util.Optional;
import org.junit.jupiter.api.Order;

@Order(60)
class ClusterProofTests extends Row {

    ClusterProofTests() {
        super(17, "RabbitMQ is a cluster of three, and the node that leads is killed for good");
    }

    @Override
    Optional<String> obstacle() {
        return Cluster.obstacle();
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.CLUSTER;
    }

    @Override
    void plan(Trial trial) {
        // The services connect to the first address, and a queue is led by the node where it is declared.
        trial.at(0.4, () -> trial.stand().cluster().kill(0));
    }
}
