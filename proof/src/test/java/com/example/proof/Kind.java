package com.example.proof;

import com.example.testbed.Database;

/** The databases that every row runs on. */
enum Kind {
    H2,
    POSTGRESQL;

    Database launch(Setup setup) {
        if (this == POSTGRESQL) {
            return Database.postgres();
        }
        return setup.isServerNeeded() ? Database.h2Server() : Database.h2Files();
    }
}
