package com.example.service.web;

/** What somebody may do. */
enum Role {
    /** Change something by the API, such as placing an order. */
    PUBLISH,

    /** See what the API shows, and what actuator shows: health details, metrics, outbox, dead letters. */
    READ,

    /** Act by actuator, such as replaying dead letters. */
    OPERATE
}
