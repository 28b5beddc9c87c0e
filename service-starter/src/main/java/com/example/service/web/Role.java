package com.example.service.web;

/** What somebody may do. */
enum Role {
    /** Change something by the API, such as placing an order. */
    PUBLISH,

    /** See what the API shows, and what actuator shows but for messages. */
    READ,

    /** See what actuator shows but for messages: health details, metrics, outbox. For machines that watch. */
    MONITOR,

    /** See messages by actuator, such as dead letters with body and failure, and act there: replay, send again. */
    OPERATE
}
