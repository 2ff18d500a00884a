/**
 * The settings: one typed record a concern, each setting with its default, bounds and description in one place, and what
 * is in force while a node runs. {@code loading} reads them. Of the other rooms it knows {@code common} alone.
 *
 * <p>It has no further inner wall: every file is a record of settings or what makes names, defaults, checks and documents
 * of all of them, each refers to the other, and a wall between would have a door for every class.
 */
@NullMarked
package dev.echobus.config;

import org.jspecify.annotations.NullMarked;
