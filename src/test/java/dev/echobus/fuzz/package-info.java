/** Any bytes at all, for what reads the bytes of strangers: a kept corpus each time, more of them by Jazzer when asked. */
package dev.echobus.fuzz;
