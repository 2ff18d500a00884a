/** Tests of a whole node within this process. */
@NullMarked
package dev.echobus.runtime;

import org.jspecify.annotations.NullMarked;
