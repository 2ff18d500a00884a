/** Tests of the load generator, against servers of their own: right ones, and ones built to be wrong. */
@NullMarked
package dev.echobus.responder;

import org.jspecify.annotations.NullMarked;
