/** What a node tells of itself. */
@NullMarked
package dev.echobus.admin;

import org.jspecify.annotations.NullMarked;
