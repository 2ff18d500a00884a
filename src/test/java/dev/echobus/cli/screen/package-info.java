@NullMarked
package dev.echobus.cli.screen;

import org.jspecify.annotations.NullMarked;
