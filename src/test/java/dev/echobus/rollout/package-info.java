/** Tests of the rehearsal of a rollout. */
@NullMarked
package dev.echobus.rollout;

import org.jspecify.annotations.NullMarked;
