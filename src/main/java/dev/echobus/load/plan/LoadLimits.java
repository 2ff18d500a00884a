package dev.echobus.load.plan;

/** Every bound of the load generator, one sentence each. */
public final class LoadLimits {

    /** Connections of a run: a process has no more local ports for one address of the server. */
    public static final int CONNECTIONS_MAX = 60_000;

    /** Largest message: a gibibyte, the largest that the server takes. */
    public static final int MESSAGE_MAX_BYTES = 1 << 30;

    /** Messages of one connection that may wait for their echo. */
    public static final int IN_FLIGHT_MAX = 65_536;

    /** Messages of one connection in flight in open loop unless said: a second of a thousand a second. */
    public static final int OPEN_LOOP_IN_FLIGHT = 1_024;

    /** Bytes of one connection that may wait for their echo. */
    public static final int IN_FLIGHT_MAX_BYTES = 64 << 20;

    /** Highest rate that can be asked for, in messages a second. */
    public static final double RATE_MAX = 1e9;

    /** Longest warm-up, measurement or drain. */
    public static final long DURATION_MAX_NANOS = 7L * 24 * 3_600 * 1_000_000_000L;

    /** Event loops of a run. */
    public static final int LOOPS_MAX = 256;

    /** Connections that one loop opens at a time: more would overflow the backlog of an ordinary listener. */
    public static final int CONNECTING_MAX = 64;

    /** How long a lost connection waits before it is opened again; twice as long after each further vain attempt. */
    public static final long RECONNECT_DELAY_NANOS = 20_000_000;

    /** The longest of these waits. */
    public static final long RECONNECT_DELAY_MAX_NANOS = 1_000_000_000;

    /** How long a server may take to close after this side has ended: until then more bytes than were sent may come. */
    public static final long CLOSING_NANOS = 500_000_000;

    /** Most that one read takes from the kernel. */
    public static final int READ_MAX_BYTES = 65_536;

    /** A message that a server takes with one read, though nothing marks its bounds: one packet of a usual network. */
    static final int ONE_READ_MAX_BYTES = 1_400;

    /** Reads of one connection before the others of its loop get their turn. */
    public static final int READS_MAX = 16;

    /** Most that one piece handed to the socket holds: made and sent within the processor's cache. */
    public static final int WRITE_MAX_BYTES = 65_536;

    /** Later messages that may overtake one before it counts as lost. */
    public static final int OVERTAKEN_MAX = 1_024;

    /** Bytes sent but not yet back that are searched for the place where a broken stream goes on. */
    public static final int SEARCH_MAX_BYTES = 1 << 20;

    /** Faults whose place is reported; all are counted. */
    public static final int FAULTS_REPORTED_MAX = 10;

    /** Clocks of servers, and names of who answered, that stamps may tell of on one event loop. */
    public static final int STAMP_NAMES_MAX = 64;

    /** How long two clocks are compared before it begins anew: a drift of 20 us a second is not to blur it. */
    public static final long CLOCK_WINDOW_NANOS = 1_000_000_000;

    /** Points of a timeline: more than a chart has room for. Its steps grow with the run so that this holds. */
    public static final int TIMELINE_POINTS_MAX = 3_000;

    /** Pieces of time that a loop looks at to count what could not be sent, of all its connections together. */
    public static final int UNSENT_SLICES_MAX = 1_000_000;

    /** A send this much after its intended time is late. */
    public static final long LATE_NANOS = 1_000_000;

    /** Shortest wait of the timer that sends at a rate: ticks closer than this are taken together. */
    public static final long TICK_MIN_NANOS = 20_000;

    /** Longest latency that the histograms hold; a longer one is counted as this. */
    public static final long LATENCY_MAX_NANOS = 3_600_000_000_000L;

    /** Significant digits of a recorded latency. */
    public static final int LATENCY_DIGITS = 3;

    private LoadLimits() {}
}
