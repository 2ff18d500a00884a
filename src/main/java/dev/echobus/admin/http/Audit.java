package dev.echobus.admin.http;

import dev.echobus.common.Texts;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line that each action has in the log: who did what.
 *
 * @param credential how whoever acts has shown that he may
 */
record Audit(String credential) {

    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    void log(RoutingContext context, String what) {
        log.info("admin: {} by {} {}", context.request().remoteAddress(), credential, Texts.line(what));
    }
}
