// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.migration.JavaMigration;
import org.sectorkeep.keys.control.DirectoryException;
import org.sectorkeep.keys.control.DirectoryException.Reason;

/**
 * The tables of this version of the program. Flyway brings older ones up to it, and is loaded only for that: it takes
 * longer to start than most commands run.
 */
final class Schema {
    private static final List<SchemaStep> STEPS =
            List.of(new SchemaStep(1, "directory"), new SchemaStep(2, "generations"));
    private static final int CURRENT = STEPS.size();

    private Schema() {}

    static void bringUpToDate(Backend backend, DataSource source, Connection connection) throws IOException {
        if (isCurrent(backend, connection)) {
            return;
        }
        backend.migrating(() -> {
            if (!isCurrent(backend, connection)) { // another process was faster
                migrate(backend, source);
            }
        });
    }

    private static boolean isCurrent(Backend backend, Connection connection) throws DirectoryException {
        int found = version(backend, connection);
        if (found > CURRENT) {
            throw new DirectoryException(
                    Reason.NEWER_SCHEMA,
                    "directory '" + backend.name() + "' is of version " + found + ", at most " + CURRENT
                            + " is known here");
        }
        return found == CURRENT;
    }

    private static int version(Backend backend, Connection connection) throws DirectoryException {
        try {
            Optional<String> found = new Sql(connection)
                    .first(
                            row -> row.text("version"),
                            "SELECT version FROM flyway_schema_history WHERE version IS NOT NULL"
                                    + " ORDER BY installed_rank DESC");
            return found.map(Integer::parseInt).orElse(0);
        } catch (SQLException e) {
            if (backend.isMissingTable(e)) {
                return 0;
            }
            throw Database.failure(backend, e);
        }
    }

    private static void migrate(Backend backend, DataSource source) throws DirectoryException {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .loggers("slf4j")
                    .dataSource(source)
                    .locations(new String[0])
                    .javaMigrations(STEPS.toArray(new JavaMigration[0]))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DirectoryException(
                    Reason.DAMAGED, "the tables of directory '" + backend.name() + "' cannot be made", e);
        }
    }
}
