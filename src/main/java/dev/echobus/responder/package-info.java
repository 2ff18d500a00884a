/**
 * What turns a message into its reply, one responder a file, and the reply sink that they answer to. They know neither
 * sockets nor connections.
 */
@NullMarked
package dev.echobus.responder;

import org.jspecify.annotations.NullMarked;
