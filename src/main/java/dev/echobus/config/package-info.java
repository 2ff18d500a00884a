/**
 * Configuration: one typed record a concern, each setting with its default, bounds and description in one place; the
 * loader that reads every source through Vert.x Config; all problems reported at once. Of the rooms it knows {@code common} alone.
 */
@NullMarked
package dev.echobus.config;

import org.jspecify.annotations.NullMarked;
