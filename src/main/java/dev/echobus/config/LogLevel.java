package dev.echobus.config;

/** The least severe log line that is written. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
