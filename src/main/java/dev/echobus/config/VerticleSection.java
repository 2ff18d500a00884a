package dev.echobus.config;

import io.vertx.core.json.JsonObject;

/** A verticle of the user's. The name of its section is what the node calls it. */
public record VerticleSection(
        @Setting(
                doc = "What to deploy: a class, or what a VerticleFactory on runtime.classPath knows",
                byDefault = Setting.NO_DEFAULT,
                min = 1,
                max = 255)
        String name,

        @Setting(doc = "How many of it, each on an event loop", byDefault = "1", min = 1, max = 1_024)
        int instances,

        @Setting(doc = "What it finds as its config()", byDefault = "{}")
        JsonObject config) {

    /** More than a node has event loops for. */
    public static final int COUNT_MAX = 64;
}
