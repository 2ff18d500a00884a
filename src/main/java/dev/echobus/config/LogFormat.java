package dev.echobus.config;

/** How an event stands in the log. */
public enum LogFormat {
    /** A line to read, and marked lines of a stack trace. */
    TEXT,
    /** One JSON object on one line, for what gathers logs. */
    JSON
}
