/** Tests of the command line within this process: its words, its help, and the documents on it. */
@NullMarked
package dev.echobus.cli;

import org.jspecify.annotations.NullMarked;
