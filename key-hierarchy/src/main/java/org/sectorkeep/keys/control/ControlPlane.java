// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.time.InstantSource;
import org.sectorkeep.keys.internal.directory.Database;

/**
 * The control plane: what is encrypted under which key, by which policy and on which host. It keeps ids and envelopes,
 * never a KEK or a DEK, and nothing that it keeps is needed to open a disk: what is lost with it is found again by
 * scanning the disks.
 *
 * <p>Its directory is a database, which several processes use at once. Every change is one transaction: a crash leaves
 * all of it or nothing. Thread-safe.
 */
public final class ControlPlane implements AutoCloseable {
    private final Database database;
    private final InstantSource clock;

    private ControlPlane(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Opens a directory; makes its tables, or brings them up to this version, first.
     *
     * @param location where it is
     * @return the control plane, to be closed by the caller
     * @throws DirectoryException if it does not answer, refuses us, or is of a later version
     * @throws IOException if its file or password cannot be read
     */
    public static ControlPlane open(DirectoryLocation location) throws IOException {
        return open(location, InstantSource.system());
    }

    static ControlPlane open(DirectoryLocation location, InstantSource clock) throws IOException {
        if (location instanceof DirectoryLocation.Postgres server) {
            return new ControlPlane(Database.postgres(server.url(), server.passwordOrNull()), clock);
        }
        DirectoryLocation.Embedded embedded = (DirectoryLocation.Embedded) location;
        return new ControlPlane(Database.sqlite(embedded.home().resolve("directory.db")), clock);
    }

    /**
     * Where the directory is.
     *
     * @return a file or an address, without its parameters
     */
    public String name() {
        return database.name();
    }

    /**
     * Which objects need which key.
     *
     * @return the index, of use until this is closed
     */
    public ObjectIndex objects() {
        return new ObjectIndex(database, clock);
    }

    /**
     * The key providers.
     *
     * @return their names, of use until this is closed
     */
    public ProviderDirectory providers() {
        return new ProviderDirectory(database);
    }

    /**
     * Hosts and clusters.
     *
     * @return them, of use until this is closed
     */
    public HostDirectory hosts() {
        return new HostDirectory(database);
    }

    /**
     * The policies.
     *
     * @return them, of use until this is closed
     */
    public PolicyStore policies() {
        return new PolicyStore(database);
    }

    /**
     * The heads of audit logs.
     *
     * @return them, of use until this is closed
     */
    public AuditHeads auditHeads() {
        return new AuditHeads(database);
    }

    /** Closes the connection. A second call does nothing. */
    @Override
    public void close() {
        database.close();
    }
}
