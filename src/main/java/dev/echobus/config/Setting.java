package dev.echobus.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one setting on a record component: everything that the loader, {@code echobus config} and the README's table
 * need to know of it. The component's name is the setting's key, so it ends in its unit.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What must be given wherever its section is. */
    String NO_DEFAULT = "(none)";

    /** One sentence for the operator, without a full stop. */
    String doc();

    /** The default as one would write it on the command line; lists separate their items by commas. */
    String byDefault();

    /** The lowest value allowed, for numbers. */
    long min() default 0;

    /** The highest value allowed, for numbers; the greatest length, for text. */
    long max() default Integer.MAX_VALUE;

    /** True when a new value takes effect on SIGHUP, without a restart. */
    boolean reloadable() default false;

    /** True when the value must never be printed or logged. */
    boolean secret() default false;
}
