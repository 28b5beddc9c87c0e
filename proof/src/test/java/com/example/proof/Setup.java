package com.example.proof;

/** Which services a row needs. */
enum Setup {
    /** One instance of each; H2 in files. */
    ONE_EACH(1),
    /** Two instances of each; H2 with a server. */
    TWO_EACH(2),
    /** One instance of each, with a clock that can be set. */
    OWN_CLOCK(1),
    /** One instance of each; RabbitMQ has three nodes. */
    CLUSTER(1);

    private final int instances;

    Setup(int instances) {
        this.instances = instances;
    }

    int instances() {
        return instances;
    }

    boolean isServerNeeded() {
        return this == TWO_EACH;
    }
}
