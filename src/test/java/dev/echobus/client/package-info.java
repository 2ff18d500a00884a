/** Tests of the client, over real sockets to servers that behave well or badly. */
@NullMarked
package dev.echobus.client;

import org.jspecify.annotations.NullMarked;
