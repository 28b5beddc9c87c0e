package com.example.proof;

import java.util.List;

/**
 * What came of a row on a database.
 *
 * @param number its place in the table
 * @param id its name for the command line
 * @param title what happens
 * @param database on which database
 * @param accepted how many orders were accepted
 * @param handled how many of them ended as they should
 * @param lost how many did not
 * @param doubled how many were paid more than once
 * @param deadLetters how many dead letters there were that should not be
 * @param outage the longest time without a payment
 * @param note what else there is to say; why it was not run
 */
record Result(
        int number,
        String id,
        String title,
        String database,
        String accepted,
        String handled,
        String lost,
        String doubled,
        String deadLetters,
        String outage,
        String note) {

    static Result notRun(int number, String id, String title, String database, String why) {
        return new Result(number, id, title, database, "", "", "", "", "", "", "not run: " + why);
    }

    static Result of(String line) {
        String[] f = line.split("\t", -1);
        return new Result(Integer.parseInt(f[0]), f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10]);
    }

    String toLine() {
        return String.join(
                "\t",
                List.of(
                        String.valueOf(number),
                        id,
                        title,
                        database,
                        accepted,
                        handled,
                        lost,
                        doubled,
                        deadLetters,
                        outage,
                        note));
    }

    String toTableRow() {
        return note.startsWith("not run")
                ? "| %s | %s | %s | | | | |".formatted(title, database, note)
                : "| %s | %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                note.isEmpty() ? title : title + ". **Broken**: " + note,
                                database,
                                accepted,
                                handled,
                                lost,
                                doubled,
                                outage);
    }
}
