package dev.echobus.admin.http;

/** The admin port cannot be had. The message says where, by which setting, and why. */
public final class AdminListenException extends Exception {

    private static final long serialVersionUID = 1L;

    AdminListenException(String message) {
        super(message, null, false, false);
    }
}
