/** Tests of what a node is asked by its own configuration. */
@NullMarked
package dev.echobus.selftest;

import org.jspecify.annotations.NullMarked;
