/**
 * What every room may use and that knows none: endpoints, framings, and how failures and foreign text are shown. Holds no
 * state; under ten files.
 */
@NullMarked
package dev.echobus.common;

import org.jspecify.annotations.NullMarked;
