/** Tests of the pattern and the check. */
@NullMarked
package dev.echobus.load.check;

import org.jspecify.annotations.NullMarked;
