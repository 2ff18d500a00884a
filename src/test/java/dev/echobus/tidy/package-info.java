/** The style guide as code: what {@code TidyTest} looks for, each check shown to fail on a bad sample. */
package dev.echobus.tidy;
