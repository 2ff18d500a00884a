@NullMarked
package dev.echobus.config.loading;

import org.jspecify.annotations.NullMarked;
