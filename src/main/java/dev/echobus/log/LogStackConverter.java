package dev.echobus.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.List;

/**
 * A stack trace, each of its lines escaped, cut and behind a mark that no log line begins with: an exception's message
 * that holds line ends cannot pass for a line of the log. Any thread; bounded in frames and in lines.
 */
final class LogStackConverter extends ThrowableProxyConverter {

    /** Its name in the log's pattern. */
    static final String WORD = "stack";

    /** Before each line of a trace. */
    static final String MARK = "    | ";

    /** Most lines of one trace: a few causes with their frames, or a message that is nothing but line ends. */
    static final int LINES_MAX = 400;

    /** Of each cause; the frames further out are the event loop's, always the same. */
    static final String FRAMES_MAX = "100";

    @Override
    public void start() {
        setOptionList(List.of(FRAMES_MAX));
        super.start();
    }

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        String trace = super.throwableProxyToString(failure);
        var marked = new StringBuilder(trace.length() + 1_024);
        int from = 0;
        for (int lines = 0; from < trace.length() && lines < LINES_MAX; lines++) {
            int end = trace.indexOf('\n', from);
            end = end < 0 ? trace.length() : end;
            appendLine(marked, trace, from, end);
            from = end + 1;
        }
        if (from < trace.length()) {
            long more = trace.substring(from).lines().count();
            marked.append(MARK).append("... (").append(more).append(" more lines)\n");
        }
        return marked.toString();
    }

    private static void appendLine(StringBuilder marked, String trace, int from, int end) {
        boolean isIndented = from < end && trace.charAt(from) == '\t';
        marked.append(MARK).append(isIndented ? "  " : "");
        LogText.append(marked, trace.substring(isIndented ? from + 1 : from, end));
        marked.append('\n');
    }
}
