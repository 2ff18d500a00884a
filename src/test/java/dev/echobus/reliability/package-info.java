/**
 * What the service withstands, shown on processes of the built jar: hostile crowds, lost packets, vanished peers, spent
 * descriptors. Small with each build; at full size with {@code -Dechobus.scale=full}, see docs/RELIABILITY.md.
 */
package dev.echobus.reliability;
