@NullMarked
package dev.echobus.cli.top;

import org.jspecify.annotations.NullMarked;
