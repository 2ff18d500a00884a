/**
 * Echobus: an evented TCP echo service, its client, and an event-bus gateway. Holds the program's entry alone; each
 * package below is a room with one job, and uses only rooms further along {@code cli -> runtime -> server, client,
 * gateway, admin, cluster -> bus, wire, fault -> config}.
 */
@NullMarked
package dev.echobus;

import org.jspecify.annotations.NullMarked;
