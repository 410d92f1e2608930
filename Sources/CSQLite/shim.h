#ifndef TESTAMUR_CSQLITE_H
#define TESTAMUR_CSQLITE_H
#include <sqlite3.h>

/* SQLITE_STATIC and SQLITE_TRANSIENT are C casts, which Swift cannot import. */
static inline int tsqlite_bind_blob_transient(sqlite3_stmt *statement, int index,
                                              const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int tsqlite_bind_text_transient(sqlite3_stmt *statement, int index,
                                              const char *text, int count) {
    return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

#endif
