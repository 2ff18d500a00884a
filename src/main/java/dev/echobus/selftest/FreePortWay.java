package dev.echobus.selftest;

/**
 * A way at a port that the node chose at its start, and only it knows.
 *
 * @param setting the one that leaves the choice to it
 */
public record FreePortWay(String name, String address, String setting) implements Way {

    @Override
    public Verdict attempt() {
        return Verdict.failed("only the node knows which port it took: give " + setting + " the one that it printed");
    }
}
