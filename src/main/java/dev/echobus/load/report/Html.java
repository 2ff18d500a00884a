package dev.echobus.load.report;

import java.util.List;

/** Pieces of a page. Whatever text comes in is escaped here. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A table of names and values; the first column heads its row. */
    static String table(List<String> heads, List<List<String>> rows) {
        var html = new StringBuilder("<div class=\"wide-table\"><table>\n");
        if (!heads.isEmpty()) {
            html.append("<thead><tr>");
            heads.forEach(head ->
                    html.append("<th scope=\"col\">").append(escape(head)).append("</th>"));
            html.append("</tr></thead>\n");
        }
        html.append("<tbody>\n");
        rows.forEach(row -> html.append(row(row)));
        return html.append("</tbody>\n</table></div>\n").toString();
    }

    private static String row(List<String> cells) {
        var html = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append(i == 0 ? "<th scope=\"row\">" : "<td>")
                    .append(escape(cells.get(i)))
                    .append(i == 0 ? "</th>" : "</td>");
        }
        return html.append("</tr>\n").toString();
    }

    /** A section with its heading; nothing when it has no content. */
    static String section(String heading, String content) {
        return content.isEmpty() ? "" : "<section>\n<h2>" + escape(heading) + "</h2>\n" + content + "</section>\n";
    }
}
