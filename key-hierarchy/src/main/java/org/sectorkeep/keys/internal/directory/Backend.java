// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.directory;

import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sectorkeep.keys.control.DirectoryException;
import org.sectorkeep.keys.internal.files.LockFile;

/** What differs between the databases. */
interface Backend {
    /** How the database is called in messages. */
    String name();

    /** Connections to it. */
    DataSource source() throws IOException;

    /** How strictly its transactions are kept apart, as {@link java.sql.Connection} numbers it. */
    int isolation();

    /** Whether the same transaction may succeed when it is tried again. */
    boolean isConflict(SQLException failure);

    /** Whether it says that a table is not there. */
    boolean isMissingTable(SQLException failure);

    /** What the user is told of a failure. */
    DirectoryException.Reason reason(SQLException failure);

    /** Runs a migration while no other process does. */
    void migrating(LockFile.Action migration) throws IOException;
}
