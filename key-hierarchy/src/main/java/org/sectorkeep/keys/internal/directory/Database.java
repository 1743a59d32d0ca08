// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.keys.control.DirectoryException;

/**
 * One connection to the directory's database, used by one thread at a time, and made anew after it failed. Each change is
 * a transaction of its own; where it meets another writer's it is done again.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 10;

    private final Backend backend;
    private final DataSource source;
    private @Nullable Connection connection;
    private boolean closed;

    /** What is done in one transaction; perhaps more than once. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Sql sql) throws SQLException, IOException;
    }

    private Database(Backend backend) throws IOException {
        this.backend = backend;
        this.source = backend.source();
    }

    /** A database in one file, which is made if it is not there. */
    public static Database sqlite(Path file) throws IOException {
        return ready(new Database(new SqliteBackend(file)));
    }

    /** A PostgreSQL server; its password is asked for once, if there is somebody to ask. */
    public static Database postgres(String url, @Nullable PassphraseSource password) throws IOException {
        return ready(new Database(new PostgresBackend(url, password)));
    }

    private static Database ready(Database database) throws IOException {
        try {
            Schema.bringUpToDate(database.backend, database.source, database.connected());
            return database;
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    /** How it is called in messages. */
    public String name() {
        return backend.name();
    }

    /** Does all of the work, or nothing of it. */
    public synchronized <T> T transaction(Work<T> work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (!backend.isConflict(e) || attempt == ATTEMPTS || !pause(attempt)) {
                    drop();
                    throw failure(backend, e);
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException, IOException {
        Connection current = connected();
        current.setAutoCommit(false);
        boolean committed = false;
        try {
            T result = work.with(new Sql(current));
            current.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack(current);
            }
            if (!current.isClosed()) {
                current.setAutoCommit(true);
            }
        }
    }

    private void rollBack(Connection current) {
        try {
            current.rollback();
        } catch (SQLException e) {
            drop(); // what is broken rolls back by itself
        }
    }

    private static boolean pause(int attempt) {
        try {
            Thread.sleep(PAUSE_MILLIS * attempt);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Connection connected() throws DirectoryException {
        if (closed) {
            throw new IllegalStateException("directory '" + name() + "' is closed");
        }
        try {
            Connection current = connection;
            if (current == null || current.isClosed()) {
                current = connect();
                connection = current;
            }
            return current;
        } catch (SQLException e) {
            throw failure(backend, e);
        }
    }

    /** A file that another process is just making a write-ahead log for is busy, however long one is ready to wait. */
    private Connection connect() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                Connection made = source.getConnection();
                made.setTransactionIsolation(backend.isolation());
                return made;
            } catch (SQLException e) {
                if (!backend.isConflict(e) || attempt == ATTEMPTS || !pause(attempt)) {
                    throw e;
                }
            }
        }
    }

    static DirectoryException failure(Backend backend, SQLException cause) {
        String detail = Objects.requireNonNullElse(cause.getMessage(), "no detail");
        return new DirectoryException(
                backend.reason(cause),
                "directory '" + backend.name() + "' cannot be used: "
                        + detail.lines().findFirst().orElse(""),
                cause);
    }

    private synchronized void drop() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                // It is given up anyway.
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }
}
