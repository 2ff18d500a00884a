/**
 * From sources to a configuration: files, the environment and the command line laid over each other through Vert.x
 * Config, checked together, all problems reported at once. Uses the settings; they know nothing of it.
 */
@NullMarked
package dev.echobus.config.loading;

import org.jspecify.annotations.NullMarked;
