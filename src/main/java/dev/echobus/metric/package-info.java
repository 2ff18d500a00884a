/** The numbers of a node: what each is called and means, and all of them at one moment. */
@NullMarked
package dev.echobus.metric;

import org.jspecify.annotations.NullMarked;
