/** Tests of the numbers' names and of their document. */
@NullMarked
package dev.echobus.metric;

import org.jspecify.annotations.NullMarked;
