package dev.echobus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line in a line or two: a page of help after them would bury them. */
final class UsageErrors implements IParameterExceptionHandler {

    private final Streams streams;

    UsageErrors(Streams streams) {
        this.streams = streams;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        streams.complain(String.valueOf(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        boolean isCommandMissing =
                !(command.getCommand() instanceof Callable) && !(failure instanceof UnmatchedArgumentException);
        if (isCommandMissing) {
            command.usage(command.getErr());
        } else {
            streams.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }
}
