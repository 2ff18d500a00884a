/** Tests of reports, thresholds and the comparison. */
@NullMarked
package dev.echobus.load.report;

import org.jspecify.annotations.NullMarked;
