/**
 * What commands show on a terminal in place: texts of a width, styles, and the terminal itself. Knows no command and no
 * figure.
 */
@NullMarked
package dev.echobus.cli.screen;

import org.jspecify.annotations.NullMarked;
