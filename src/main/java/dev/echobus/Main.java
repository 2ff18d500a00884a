package dev.echobus;

public final class Main {
    public static void main(String[] a) {}
}
