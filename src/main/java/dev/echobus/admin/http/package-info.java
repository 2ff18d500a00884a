/** The admin port: health, metrics and actions over HTTP; every use of Vert.x Web, which is loaded with the port alone. */
@NullMarked
package dev.echobus.admin.http;

import org.jspecify.annotations.NullMarked;
