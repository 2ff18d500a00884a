/** Tests of the search for a rate, against servers and models of known capacity. */
@NullMarked
package dev.echobus.load.search;

import org.jspecify.annotations.NullMarked;
