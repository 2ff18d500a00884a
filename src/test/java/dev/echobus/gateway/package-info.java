/** Tests of the gateway, over real sockets. */
@NullMarked
package dev.echobus.gateway;

import org.jspecify.annotations.NullMarked;
