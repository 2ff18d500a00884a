/** The cluster: the manager that nodes find each other by, with explicit members and ports and nothing else. */
@NullMarked
package dev.echobus.cluster;

import org.jspecify.annotations.NullMarked;
