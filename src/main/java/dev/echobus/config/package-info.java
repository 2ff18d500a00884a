/**
 * The settings: one typed record a concern, each setting with its default, bounds and description in one place, and what
 * is in force while a node runs. {@code loading} reads them. Of the other rooms it knows {@code common} alone.
 */
@NullMarked
package dev.echobus.config;

import org.jspecify.annotations.NullMarked;
