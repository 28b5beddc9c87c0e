package com.example.proof;

import java.util.List;
import java.util.stream.Stream;

/**
 * A line of the table: what came of a row on a database.
 *
 * @param number its place in the table
 * @param id its name for the command line
 * @param title what happens
 * @param database on which database
 * @param broker on which broker; empty if it was not run
 * @param counts accepted, handled, lost, doubled, longest outage, slowest order
 * @param note what was broken, or why it was not run
 */
record Result(int number, String id, String title, String database, String broker, List<String> counts, String note) {

    private static final int COUNTS = 6;

    static Result of(Row row, Stand stand, Outcome outcome, String broken) {
        return new Result(
                row.number(),
                row.id(),
                row.title(),
                stand.database().title(),
                stand.brokerTitle(),
                List.of(
                        String.valueOf(outcome.accepted()),
                        String.valueOf(outcome.handled()),
                        String.valueOf(outcome.lost()),
                        String.valueOf(outcome.doubled()),
                        Outcome.seconds(outcome.outage()),
                        Outcome.seconds(outcome.slowest())),
                broken.isEmpty() ? "" : "**Broken**: " + broken);
    }

    /** Of a row that counted nothing. */
    static Result without(Row row, Kind kind, String why) {
        return new Result(row.number(), row.id(), row.title(), kind.title(), "", List.of(), why);
    }

    static Result of(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        List<String> counts = fields.subList(5, fields.size() - 1);
        return new Result(
                Integer.parseInt(fields.get(0)),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                counts,
                fields.get(fields.size() - 1));
    }

    boolean isRun() {
        return !broker.isEmpty();
    }

    String toLine() {
        return Stream.of(
                        Stream.of(String.valueOf(number), id, title, database, broker),
                        counts.stream(),
                        Stream.of(note.replaceAll("\\s+", " ")))
                .flatMap(fields -> fields)
                .reduce((before, field) -> before + "\t" + field)
                .orElseThrow();
    }

    String toTableRow() {
        String cells = isRun()
                ? String.join(" | ", counts)
                : String.join(" | ", Stream.generate(() -> "").limit(COUNTS).toList());
        return "| %s | %s | %s |".formatted(note.isEmpty() ? title : title + ". " + note, database, cells);
    }
}
