/** The command line: one class a sub-command. Nothing else prints to standard output. */
@NullMarked
package dev.echobus.cli;

import org.jspecify.annotations.NullMarked;
