@NullMarked
package dev.echobus.common;

import org.jspecify.annotations.NullMarked;
