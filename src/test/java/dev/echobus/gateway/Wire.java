package dev.echobus.gateway;

/** What a session can come over. */
public enum Wire {
    TCP,
    WEBSOCKET,
    SOCKJS
}
