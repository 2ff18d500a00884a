/** Tests of the other end of the gateway, over real sockets. */
@NullMarked
package dev.echobus.gateway.client;

import org.jspecify.annotations.NullMarked;
