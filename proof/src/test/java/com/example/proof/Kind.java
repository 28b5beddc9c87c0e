package com.example.proof;

import com.example.testbed.Database;

/** The databases that every row runs on. */
enum Kind {
    H2("H2"),
    POSTGRESQL("PostgreSQL");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    Database launch(Setup setup) {
        if (this == POSTGRESQL) {
            return Database.postgres();
        }
        return setup.isServerNeeded() ? Database.h2Server() : Database.h2Files();
    }
}
