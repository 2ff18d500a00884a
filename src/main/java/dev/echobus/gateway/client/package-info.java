/**
 * The other end of a gateway's wire, for this program's own commands: one session on a blocking socket. It knows neither
 * the gateway's engine nor Vert.x's event loops, as a command that joins nothing is to answer at once.
 */
@NullMarked
package dev.echobus.gateway.client;

import org.jspecify.annotations.NullMarked;
