/**
 * The member port: Hazelcast speaks there, and what stands here decides who may speak with it. Every use of Hazelcast's
 * internal API stands here.
 */
@NullMarked
package dev.echobus.cluster.port;

import org.jspecify.annotations.NullMarked;
