/** TLS: its files, both ends' contexts, and what stands in the pipeline of an accepted socket. Knows no setting. */
@NullMarked
package dev.echobus.wire.tls;

import org.jspecify.annotations.NullMarked;
