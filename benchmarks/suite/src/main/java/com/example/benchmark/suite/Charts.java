package com.example.benchmark.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture of what came out: horizontal bars, for light and dark pages. */
final class Charts {

    private static final int WIDTH = 860;

    private static final int LABELS = 210;

    private static final int BARS = 470;

    private static final int BAR = 18;

    private static final int LINE = 26;

    private static final String STYLE = """
            text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
            .title { font-size: 15px; font-weight: 600; }
            .metric { fill: #59636e; }
            .bar { fill: #8c959f; }
            .own { fill: #2f81f7; }
            .spread { stroke: #1f2328; stroke-width: 1.5; }
            @media (prefers-color-scheme: dark) {
              text { fill: #f0f6fc; }
              .metric { fill: #9198a1; }
              .bar { fill: #656c76; }
              .spread { stroke: #f0f6fc; }
            }
            """;

    private final StringBuilder shapes = new StringBuilder();

    private int y = 10;

    private Charts() {}

    /** Draws the charted metrics of the scenarios. */
    static String svg(List<Scenario> scenarios, Summary summary) {
        Charts charts = new Charts();
        scenarios.forEach(scenario -> charts.draw(scenario, summary.rows(scenario.name())));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>Benchmark</title>
                <style>
                %s</style>
                %s</svg>
                """.formatted(WIDTH, charts.y + 10, WIDTH, charts.y + 10, STYLE, charts.shapes);
    }

    private void draw(Scenario scenario, List<Summary.Row> rows) {
        List<String> metrics = new ArrayList<>(scenario.charted());
        metrics.removeIf(metric -> rows.stream().noneMatch(row -> row.metric().equals(metric)));
        if (metrics.isEmpty()) {
            return;
        }
        y += 20;
        text(10, y, "title", "start", scenario.title());
        for (String metric : metrics) {
            List<Summary.Row> bars =
                    rows.stream().filter(row -> row.metric().equals(metric)).toList();
            y += 22;
            text(LABELS, y, "metric", "start", metric + ", " + bars.get(0).unit());
            y += 8;
            double most =
                    bars.stream().mapToDouble(row -> row.spread().max()).max().orElse(0);
            String own =
                    scenario.trials().isEmpty() ? "" : scenario.trials().get(0).contender();
            bars.forEach(row -> bar(row, most, row.contender().equals(own)));
        }
        y += 14;
    }

    private void bar(Summary.Row row, double most, boolean own) {
        Spread spread = row.spread();
        text(LABELS - 8, y + 14, "label", "end", row.contender());
        shapes.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"/>\n"
                .formatted(own ? "own" : "bar", LABELS, y, pixels(spread.median(), most), BAR));
        if (spread.max() > spread.min()) {
            shapes.append("<line class=\"spread\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>\n"
                    .formatted(x(spread.min(), most), y + BAR / 2, x(spread.max(), most), y + BAR / 2));
        }
        int valueX = LABELS + 8 + (int) (most > 0 ? spread.max() / most * BARS : 0);
        text(valueX, y + 14, "value", "start", Numbers.text(spread.median()));
        y += LINE;
    }

    private static String x(double value, double most) {
        return pixels(LABELS / (double) BARS * most + value, most);
    }

    private static String pixels(double value, double most) {
        return String.format(Locale.ROOT, "%.1f", most > 0 ? Math.max(1, value / most * BARS) : 1);
    }

    private void text(int x, int baseline, String style, String anchor, String text) {
        shapes.append("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
                .formatted(style, x, baseline, anchor, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
