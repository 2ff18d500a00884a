package dev.echobus.cli.top;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes tables of looks, one after the other. One thread; holds the last answers of each node. */
public final class Tables {

    private final NodeRows nodes = new NodeRows();
    private final Map<Page, List<Row>> rows = new EnumMap<>(Page.class);
    private double found;

    /** What there is to show after this look; where nobody was asked about connections, those of the last that had some. */
    public Shown update(Look look) {
        nodes.update(look);
        rows.put(Page.NODES, nodes.rows());
        if (!look.connections().isEmpty()) {
            rows.put(Page.LOOPS, ConnectionRows.loops(look.connections()));
            rows.put(Page.CONNECTIONS, ConnectionRows.connections(look.connections()));
            found = ConnectionRows.found(look.connections());
        }
        return new Shown(rows, found, nodes.connections(), nodes.messagesPerSecond(), look.notice());
    }
}
