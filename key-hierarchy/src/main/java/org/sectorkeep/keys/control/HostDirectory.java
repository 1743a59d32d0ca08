// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.sectorkeep.keys.HostState;
import org.sectorkeep.keys.control.DirectoryException.Reason;
import org.sectorkeep.keys.internal.directory.Database;
import org.sectorkeep.keys.internal.directory.Row;

/**
 * The hosts and clusters of a control plane.
 *
 * <p>Thread-safe; each call is a transaction.
 */
public final class HostDirectory {
    private final Database database;

    HostDirectory(Database database) {
        this.database = database;
    }

    /**
     * Takes in a host, or changes what is known of it; a cluster comes to be with its first host.
     *
     * @param host what it is now
     * @throws IOException if the directory cannot be changed
     */
    public void put(KnownHost host) throws IOException {
        database.transaction(sql -> {
            if (host.clusterOrNull() != null) {
                sql.update(
                        "INSERT INTO cluster_of_hosts (name) VALUES (?) ON CONFLICT (name) DO NOTHING",
                        host.clusterOrNull());
            }
            return sql.update(
                    "INSERT INTO host (name, cluster_name, state) VALUES (?, ?, ?) ON CONFLICT (name)"
                            + " DO UPDATE SET cluster_name = excluded.cluster_name, state = excluded.state",
                    host.name(),
                    host.clusterOrNull(),
                    host.state());
        });
    }

    /**
     * Forgets a host.
     *
     * @param name its name
     * @throws DirectoryException if there is none of this name
     * @throws IOException if the directory cannot be changed
     */
    public void remove(String name) throws IOException {
        database.transaction(sql -> {
            if (sql.update("DELETE FROM host WHERE name = ?", name) == 0) {
                throw new DirectoryException(Reason.UNKNOWN_NAME, "there is no host '" + name + "' in the directory");
            }
            return name;
        });
    }

    /**
     * All hosts.
     *
     * @return them by name
     * @throws IOException if the directory cannot be read
     */
    public List<KnownHost> all() throws IOException {
        return database.transaction(sql -> sql.list(HostDirectory::host, "SELECT * FROM host ORDER BY name"));
    }

    /**
     * The hosts of a cluster.
     *
     * @param cluster its name
     * @return them by name
     * @throws IOException if the directory cannot be read
     */
    public List<KnownHost> ofCluster(String cluster) throws IOException {
        return database.transaction(sql ->
                sql.list(HostDirectory::host, "SELECT * FROM host WHERE cluster_name = ? ORDER BY name", cluster));
    }

    private static KnownHost host(Row row) throws SQLException {
        return new KnownHost(
                row.text("name"), row.optionalText("cluster_name").orElse(null), HostState.valueOf(row.text("state")));
    }
}
