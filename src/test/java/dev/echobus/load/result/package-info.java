/** Tests of results and warnings. */
@NullMarked
package dev.echobus.load.result;

import org.jspecify.annotations.NullMarked;
