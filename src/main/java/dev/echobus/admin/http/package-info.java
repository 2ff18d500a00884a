/** The admin port: health, metrics, actions and the console over HTTP; every use of Vert.x Web, which is loaded with the port alone. */
@NullMarked
package dev.echobus.admin.http;

import org.jspecify.annotations.NullMarked;
