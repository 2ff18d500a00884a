package dev.echobus.metric;

/** What a metric says of one of its sources at a moment. */
public sealed interface Reading permits Amount, Times {

    /** As it stands in the JSON of a node's numbers. */
    Object toJson();
}
