/** Tests of the program as users have it: processes of the built jar, their streams, signals and exit codes. */
@NullMarked
package dev.echobus.process;

import org.jspecify.annotations.NullMarked;
