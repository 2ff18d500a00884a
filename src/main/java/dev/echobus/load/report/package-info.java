/**
 * The forms of a report, text, JSON, HTML and HdrHistogram's, and the comparison of two JSON ones. On the caller's
 * thread. Uses {@code search}, {@code result}, {@code check} and {@code plan}; never {@code drive}.
 */
@NullMarked
package dev.echobus.load.report;

import org.jspecify.annotations.NullMarked;
