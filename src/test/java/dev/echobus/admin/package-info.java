@NullMarked
package dev.echobus.admin;

import org.jspecify.annotations.NullMarked;
