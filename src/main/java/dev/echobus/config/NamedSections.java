package dev.echobus.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component that maps names to records: a section for each name that the sources mention, such as
 * {@code listeners.public}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface NamedSections {

    /**
     * The section whose settings of the same key are the defaults here. Keys that it lacks must be given. Empty where each
     * setting has a default of its own.
     */
    String defaultsFrom() default "";

    /** How many names there may be. */
    int max();
}
