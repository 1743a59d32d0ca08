// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.keys.control.DirectoryException.Reason;
import org.sectorkeep.keys.internal.files.LockFile;

/** A PostgreSQL server, with a deadline for each wait. */
final class PostgresBackend implements Backend {
    private static final int CONNECT_SECONDS = 10;
    private static final int ANSWER_SECONDS = 30;

    /** Serialization failure and deadlock: PostgreSQL's documentation, appendix A. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private static final String UNDEFINED_TABLE = "42P01";

    private final String url;
    private final @Nullable PassphraseSource password;

    PostgresBackend(String url, @Nullable PassphraseSource password) {
        this.url = url;
        this.password = password;
    }

    /** Without the parameters, which may hold what is nobody's business. */
    @Override
    public String name() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    /** The driver takes a password as text only; without one it looks into {@code ~/.pgpass}. */
    @Override
    public DataSource source() throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setApplicationName("sectorkeep");
        source.setUrl(url);
        if (password != null) {
            char[] given = password.passphrase("password of the directory '" + name() + "'");
            try {
                source.setPassword(new String(given));
            } finally {
                Arrays.fill(given, '\0');
            }
        }
        return source;
    }

    @Override
    public int isolation() {
        return Connection.TRANSACTION_SERIALIZABLE;
    }

    private static String state(SQLException failure) {
        return String.valueOf(failure.getSQLState());
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return CONFLICTS.contains(state(failure));
    }

    @Override
    public boolean isMissingTable(SQLException failure) {
        return UNDEFINED_TABLE.equals(state(failure));
    }

    /** Classes of states: PostgreSQL's documentation, appendix A. */
    @Override
    public Reason reason(SQLException failure) {
        String state = state(failure);
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "28" -> Reason.NO_PERMISSION;
            case "40", "55" -> Reason.BUSY;
            case "42", "XX" -> Reason.DAMAGED;
            default -> Reason.UNREACHABLE;
        };
    }

    /** The migration itself takes a lock of the server. */
    @Override
    public void migrating(LockFile.Action migration) throws IOException {
        migration.run();
    }
}
