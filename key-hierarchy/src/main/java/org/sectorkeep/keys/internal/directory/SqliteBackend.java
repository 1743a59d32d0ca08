// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sectorkeep.keys.control.DirectoryException.Reason;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.LockFile;
import org.sectorkeep.keys.internal.files.OwnerOnly;
import org.sectorkeep.keys.internal.files.SystemFileSteps;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * One file that several processes use at once: a write-ahead log, so that readers and a writer do not keep each other
 * away, a force at each commit, and transactions that take the right to write when they begin, since one that asks for it
 * later can only fail.
 */
final class SqliteBackend implements Backend {
    private static final int BUSY_MILLIS = 10_000;

    /** The low byte of SQLite's extended codes is the plain one. */
    private static final int PLAIN_CODE = 0xff;

    private final Path file;
    private final FileSteps steps = new SystemFileSteps();

    SqliteBackend(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public DataSource source() throws IOException {
        if (file.toString().contains("?")) { // the driver would take what follows for settings, and open another file
            throw new IOException("directory '" + file + "' cannot be used: its path contains a question mark");
        }
        SqliteLibrary.load();
        createOwnerOnly();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** SQLite gives its other files the mode of this one. */
    private void createOwnerOnly() throws IOException {
        Path home = file.toAbsolutePath().getParent();
        if (home != null && !Files.isDirectory(home)) {
            Path above = home.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            try {
                steps.createFolder(home);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster; the mode is looked at below.
            }
        }
        if (home != null) {
            OwnerOnly.require(home);
        }
        try {
            steps.write(file, ByteBuffer.allocate(0));
        } catch (FileAlreadyExistsException e) {
            OwnerOnly.require(file);
        }
    }

    @Override
    public int isolation() {
        return Connection.TRANSACTION_SERIALIZABLE;
    }

    private static int code(SQLException failure) {
        return failure.getErrorCode() & PLAIN_CODE;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return code(failure) == SQLiteErrorCode.SQLITE_BUSY.code || code(failure) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    @Override
    public boolean isMissingTable(SQLException failure) {
        return code(failure) == SQLiteErrorCode.SQLITE_ERROR.code
                && String.valueOf(failure.getMessage()).contains("no such table");
    }

    @Override
    public Reason reason(SQLException failure) {
        int code = code(failure);
        if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return Reason.DAMAGED;
        }
        return isConflict(failure) ? Reason.BUSY : Reason.UNREACHABLE;
    }

    @Override
    public void migrating(LockFile.Action migration) throws IOException {
        LockFile.holding(file.resolveSibling("directory.lock"), migration);
    }
}
