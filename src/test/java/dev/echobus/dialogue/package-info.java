/** Tests of the dialogues that the command line has with servers. */
@NullMarked
package dev.echobus.dialogue;

import org.jspecify.annotations.NullMarked;
