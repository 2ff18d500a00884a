/**
 * The client: a request on the bus goes over one TCP connection to a server, and what comes back is its reply. Requests
 * wait while there is no connection; every one of them is answered within its deadline, with bytes or a named code.
 */
@NullMarked
package dev.echobus.client;

import org.jspecify.annotations.NullMarked;
