package dev.echobus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
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
        streams.complain(message(failure));
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

    /** What our own reading of a word objects to follows the option's name; picocli has a longer way to say that. */
    private static String message(ParameterException failure) {
        ArgSpec argument = failure.getArgSpec();
        if (argument == null || !(failure.getCause() instanceof TypeConversionException objection)) {
            return String.valueOf(failure.getMessage());
        }
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        return name + ": " + objection.getMessage();
    }
}
