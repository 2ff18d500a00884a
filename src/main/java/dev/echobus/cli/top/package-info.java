/** What {@code top} shows: tables of nodes, loops and connections made of what nodes answer, and what keys do to them. */
@NullMarked
package dev.echobus.cli.top;

import org.jspecify.annotations.NullMarked;
