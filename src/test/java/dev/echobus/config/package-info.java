@NullMarked
package dev.echobus.config;

import org.jspecify.annotations.NullMarked;
