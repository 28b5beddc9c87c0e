package com.example.messaging.event;

/**
 * An event that somebody else published, and that was found valid.
 *
 * @param metadata its attributes, those that were sent
 * @param body its JSON
 */
public record IncomingEvent(EventMetadata metadata, byte[] body) {}
