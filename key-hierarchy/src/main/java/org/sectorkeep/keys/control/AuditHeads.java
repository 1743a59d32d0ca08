// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.internal.directory.Database;

/**
 * The heads of the audit logs of all hosts. Kept apart from the logs, they show that lines are missing at an end.
 *
 * <p>Thread-safe; each call is a transaction.
 */
public final class AuditHeads {
    private final Database database;

    AuditHeads(Database database) {
        this.database = database;
    }

    /**
     * Keeps a head, unless a later one of the same log is kept already.
     *
     * @param host the host that the log is of
     * @param head its last line
     * @throws IOException if the directory cannot be changed
     */
    public void keep(String host, AuditHead head) throws IOException {
        database.transaction(sql -> sql.update(
                "INSERT INTO audit_head (log_id, host, sequence, mac) VALUES (?, ?, ?, ?) ON CONFLICT (log_id)"
                        + " DO UPDATE SET host = excluded.host, sequence = excluded.sequence, mac = excluded.mac"
                        + " WHERE excluded.sequence > audit_head.sequence",
                head.logId(),
                host,
                head.sequence(),
                head.macHex()));
    }

    /**
     * The head of a log.
     *
     * @param logId the log, 32 hexadecimal digits
     * @return the last line that is known of it
     * @throws IOException if the directory cannot be read
     */
    public Optional<AuditHead> find(String logId) throws IOException {
        return database.transaction(sql -> sql.first(
                row -> new AuditHead(logId, row.number("sequence"), row.text("mac")),
                "SELECT sequence, mac FROM audit_head WHERE log_id = ?",
                logId));
    }

    /**
     * The heads of all logs of a host. More than one means that a log was begun anew.
     *
     * @param host the host
     * @return the heads, by log
     * @throws IOException if the directory cannot be read
     */
    public List<AuditHead> ofHost(String host) throws IOException {
        return database.transaction(sql -> sql.list(
                row -> new AuditHead(row.text("log_id"), row.number("sequence"), row.text("mac")),
                "SELECT log_id, sequence, mac FROM audit_head WHERE host = ? ORDER BY log_id",
                host));
    }
}
