package dev.echobus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, and what it runs on. */
@Command(name = "version", description = "Print the version, and what it runs on.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {

    private static final String PROPERTIES = "/dev/echobus/version.properties";

    private final @Nullable Streams streams;

    /** For picocli, which asks it for the version alone. */
    VersionCommand() {
        streams = null;
    }

    VersionCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        if (streams != null) {
            for (String line : getVersion()) {
                streams.out().println(line);
            }
        }
        return ExitCode.OK;
    }

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = properties();
        return new String[] {
            "echobus " + version(),
            "vert.x " + properties.getProperty("vertx", "unknown") + ", java " + Runtime.version()
        };
    }

    /** The program's version alone. */
    static String version() throws IOException {
        return properties().getProperty("version", "development");
    }

    private static Properties properties() throws IOException {
        var properties = new Properties();
        try (InputStream stream = VersionCommand.class.getResourceAsStream(PROPERTIES)) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return properties;
    }
}
