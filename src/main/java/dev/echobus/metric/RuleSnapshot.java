package dev.echobus.metric;

/**
 * What a rule of the gateway has let through until one moment.
 *
 * @param address the rule's address or pattern
 * @param messagesIn from sessions: sent, requested and published
 * @param messagesOut to sessions that are registered by it
 */
public record RuleSnapshot(String address, long messagesIn, long messagesOut) {}
