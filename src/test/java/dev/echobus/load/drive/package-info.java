/** Tests of runs against scripted servers. */
@NullMarked
package dev.echobus.load.drive;

import org.jspecify.annotations.NullMarked;
