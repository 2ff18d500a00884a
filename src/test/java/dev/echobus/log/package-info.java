/** Tests of a whole node within this process. */
@NullMarked
package dev.echobus.log;

import org.jspecify.annotations.NullMarked;
