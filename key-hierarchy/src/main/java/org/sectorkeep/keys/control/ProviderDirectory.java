// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.control.DirectoryException.Reason;
import org.sectorkeep.keys.internal.directory.Database;
import org.sectorkeep.keys.internal.directory.Sql;

/**
 * The key providers that a control plane works with, by name; how each is reached is known where keys are used. Their
 * names stand in every envelope, so that one in use is not renamed: objects are {@code rebind}ed instead.
 *
 * <p>Thread-safe; each call is a transaction.
 */
public final class ProviderDirectory {
    private final Database database;

    ProviderDirectory(Database database) {
        this.database = database;
    }

    /**
     * All providers.
     *
     * @return their names in order
     * @throws IOException if the directory cannot be read
     */
    public List<String> names() throws IOException {
        return database.transaction(
                sql -> sql.list(row -> row.text("name"), "SELECT name FROM provider ORDER BY name"));
    }

    /**
     * The provider that new keys come from.
     *
     * @return its name, if one is the default
     * @throws IOException if the directory cannot be read
     */
    public Optional<String> defaultName() throws IOException {
        return database.transaction(
                sql -> sql.first(row -> row.text("name"), "SELECT name FROM provider WHERE is_default = 1"));
    }

    /**
     * Takes a provider in. The first one becomes the default; one that is there already stays as it is.
     *
     * @param name its name
     * @throws IOException if the directory cannot be changed
     * @throws IllegalArgumentException if the name is not allowed
     */
    public void add(String name) throws IOException {
        Names.require("provider", name);
        database.transaction(sql -> sql.update(
                "INSERT INTO provider (name, is_default)"
                        + " VALUES (?, CASE WHEN EXISTS (SELECT 1 FROM provider) THEN 0 ELSE 1 END)"
                        + " ON CONFLICT (name) DO NOTHING",
                name));
    }

    /**
     * Makes a provider the default.
     *
     * @param name a provider that is there
     * @throws DirectoryException if there is none of this name
     * @throws IOException if the directory cannot be changed
     */
    public void setDefault(String name) throws IOException {
        database.transaction(sql -> {
            requireKnown(sql, name);
            sql.update("UPDATE provider SET is_default = 0 WHERE is_default = 1");
            return sql.update("UPDATE provider SET is_default = 1 WHERE name = ?", name);
        });
    }

    /**
     * Gives a provider that nothing needs another name.
     *
     * @param name its name
     * @param newName its new one
     * @throws InUseException if an envelope names it
     * @throws DirectoryException if there is none of this name, or one of the new name
     * @throws IOException if the directory cannot be changed
     * @throws IllegalArgumentException if the new name is not allowed
     */
    public void rename(String name, String newName) throws IOException {
        Names.require("provider", newName);
        database.transaction(sql -> {
            requireKnown(sql, name);
            requireUnused(sql, name);
            if (isKnown(sql, newName)) {
                throw new DirectoryException(Reason.NAME_TAKEN, "there is a provider '" + newName + "' already");
            }
            return sql.update("UPDATE provider SET name = ? WHERE name = ?", newName, name);
        });
    }

    /**
     * Removes a provider that nothing needs. One that is not there is no mistake.
     *
     * @param name its name
     * @throws InUseException if an envelope names it
     * @throws IOException if the directory cannot be changed
     */
    public void remove(String name) throws IOException {
        database.transaction(sql -> {
            requireUnused(sql, name);
            return sql.update("DELETE FROM provider WHERE name = ?", name);
        });
    }

    /**
     * Removes a provider whatever needs it: that is locked, or lost, from then on.
     *
     * @param name its name
     * @throws IOException if the directory cannot be changed
     */
    public void removeEvenIfInUse(String name) throws IOException {
        database.transaction(sql -> sql.update("DELETE FROM provider WHERE name = ?", name));
    }

    private static void requireUnused(Sql sql, String name) throws SQLException, InUseException {
        List<KnownEnvelope> references = ObjectIndex.needing(sql, name);
        if (!references.isEmpty()) {
            throw new InUseException("provider '" + name + "'", references);
        }
    }

    private static boolean isKnown(Sql sql, String name) throws SQLException {
        return sql.first(row -> row.text("name"), "SELECT name FROM provider WHERE name = ?", name)
                .isPresent();
    }

    private static void requireKnown(Sql sql, String name) throws SQLException, DirectoryException {
        if (!isKnown(sql, name)) {
            throw new DirectoryException(Reason.UNKNOWN_NAME, "there is no provider '" + name + "' in the directory");
        }
    }
}
