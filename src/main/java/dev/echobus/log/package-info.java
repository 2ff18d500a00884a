/** The log on standard error: how a line looks, what is escaped, and how floods of one kind are counted. */
@NullMarked
package dev.echobus.log;

import org.jspecify.annotations.NullMarked;
