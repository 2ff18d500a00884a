/** Netty's leak detection as a check of every test run: a leaked buffer fails the build. */
@NullMarked
package dev.echobus.leak;

import org.jspecify.annotations.NullMarked;
