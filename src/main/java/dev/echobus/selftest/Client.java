package dev.echobus.selftest;

import io.vertx.core.Vertx;

/**
 * What tries the ways.
 *
 * @param vertx opens the connections
 * @param timeoutMs how long connecting, and then each answer, may take
 */
record Client(Vertx vertx, int timeoutMs) {}
