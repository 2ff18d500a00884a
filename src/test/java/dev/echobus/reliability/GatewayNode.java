package dev.echobus.reliability;

import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A process with a small heap that serves a gateway, where all may ask for an echo and flood {@code flood.**}. */
final class GatewayNode implements AutoCloseable {

    static final int IDLE_TIMEOUT_MS = 5_000;
    static final int FRAME_TIMEOUT_MS = 3_000;

    private static final String RULES = "--gateway-port 0 --set gateway.rules.echo.address=echobus.client.echo"
            + " --set gateway.rules.echo.send=true --set gateway.rules.flood.address=flood.**"
            + " --set gateway.rules.flood.publish=true --set gateway.rules.flood.register=true"
            + " --set gateway.idleTimeoutMs=" + IDLE_TIMEOUT_MS
            + " --set gateway.frameTimeoutMs=" + FRAME_TIMEOUT_MS;

    private final Program program;
    private final InetSocketAddress address;

    private GatewayNode(Program program) {
        this.program = program;
        String line = program.out()
                .lines()
                .filter(each -> each.startsWith("gateway tcp:"))
                .findFirst()
                .orElseThrow();
        address = new InetSocketAddress("127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    static GatewayNode start(Launch launch, String... settings) throws IOException {
        var arguments = new ArrayList<>(List.of(RULES.split(" ")));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return new GatewayNode(Program.serve(launch.flag("-Xmx128m"), arguments.toArray(String[]::new)));
    }

    /** Where its gateway listens. */
    InetSocketAddress address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    ProcessFigures figures() {
        return new ProcessFigures(program.pid());
    }

    String err() {
        return program.err();
    }

    @Override
    public void close() {
        program.close();
    }
}
