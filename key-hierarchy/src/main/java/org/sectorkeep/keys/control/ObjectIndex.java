// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.internal.directory.Database;
import org.sectorkeep.keys.internal.directory.Row;
import org.sectorkeep.keys.internal.directory.Sql;

/**
 * Which objects need which key. The objects themselves are the truth; this is what was last seen of them. Whatever it
 * does not find any more stays in it until it is {@linkplain #forget forgotten} on purpose, so that storage that is not
 * there for a while does not let its keys go.
 *
 * <p>Thread-safe; each call is a transaction.
 */
public final class ObjectIndex {
    private static final String QUERY = "SELECT o.kind, o.host, o.path, o.owner_name, o.envelope, o.seen_millis,"
            + " COALESCE(g.highest, 0) AS highest"
            + " FROM protected_object o LEFT JOIN envelope_generation g ON g.object_id = o.object_id";
    private static final String ORDER = " ORDER BY o.host, o.path, o.kind, o.slot";

    private final Database database;
    private final InstantSource clock;

    ObjectIndex(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Takes in what was seen. It replaces what was known of that place.
     *
     * @param object what was seen
     * @return whether it is what was known, or later
     * @throws IOException if the directory cannot be changed
     */
    public Seen observe(ProtectedObject object) throws IOException {
        return observeAll(List.of(object)).get(0);
    }

    /**
     * Takes in many at once, all or none.
     *
     * @param objects what was seen
     * @return of each, in the same order, whether it is what was known, or later
     * @throws IOException if the directory cannot be changed
     */
    public List<Seen> observeAll(List<ProtectedObject> objects) throws IOException {
        return database.transaction(sql -> {
            List<Seen> seen = new ArrayList<>();
            for (ProtectedObject object : objects) {
                seen.add(observe(sql, object));
            }
            return seen;
        });
    }

    private Seen observe(Sql sql, ProtectedObject object) throws SQLException {
        Optional<Long> highest = highest(sql, object);
        replace(sql, object);
        if (object.kind() == ObjectKind.BACKUP) {
            return highest.isPresent() ? Seen.UP_TO_DATE : Seen.NEW;
        }
        long generation = generation(object);
        if (highest.isPresent() && generation < highest.get()) {
            return Seen.ROLLED_BACK;
        }
        setHighest(sql, object, generation);
        return highest.isPresent() ? Seen.UP_TO_DATE : Seen.NEW;
    }

    /**
     * Takes in an envelope that was put back on purpose: what was seen after it no longer counts.
     *
     * @param object what is there now
     * @throws IOException if the directory cannot be changed
     */
    public void accept(ProtectedObject object) throws IOException {
        database.transaction(sql -> {
            replace(sql, object);
            return setHighest(sql, object, generation(object));
        });
    }

    private static long generation(ProtectedObject object) {
        return object.envelopes().get(0).header().envelopeGeneration();
    }

    private static String id(ProtectedObject object) {
        return object.envelopes().get(0).header().diskId().hex();
    }

    private static Optional<Long> highest(Sql sql, ProtectedObject object) throws SQLException {
        return sql.first(
                row -> row.number("highest"),
                "SELECT highest FROM envelope_generation WHERE object_id = ?",
                id(object));
    }

    private static int setHighest(Sql sql, ProtectedObject object, long generation) throws SQLException {
        return sql.update(
                "INSERT INTO envelope_generation (object_id, highest) VALUES (?, ?)"
                        + " ON CONFLICT (object_id) DO UPDATE SET highest = excluded.highest",
                id(object),
                generation);
    }

    private void replace(Sql sql, ProtectedObject object) throws SQLException {
        delete(sql, object.kind(), object.location());
        int slot = 0;
        for (Envelope envelope : object.envelopes()) {
            sql.update(
                    "INSERT INTO protected_object (kind, host, path, slot, owner_name, object_id, provider_id, key_id,"
                            + " dek_id, envelope, seen_millis, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    object.kind(),
                    object.location().host(),
                    object.location().path(),
                    slot,
                    object.ownerOrNull(),
                    envelope.header().diskId().hex(),
                    envelope.header().keyId().providerId(),
                    envelope.header().keyId().keyId(),
                    envelope.header().dekId().hex(),
                    envelope.toBase64(),
                    clock.instant().toEpochMilli(),
                    envelope.header().envelopeGeneration());
            slot++;
        }
    }

    /** A backup stands beside whatever else is at the same place. */
    private static int delete(Sql sql, ObjectKind kind, ObjectLocation location) throws SQLException {
        return sql.update(
                "DELETE FROM protected_object WHERE host = ? AND path = ? AND (kind = 'BACKUP') = (? = 'BACKUP')",
                location.host(),
                location.path(),
                kind);
    }

    /**
     * Forgets what was at a place: it was decrypted, deleted, or moved away.
     *
     * @param location the place
     * @return whether anything was known of it; backups stay
     * @throws IOException if the directory cannot be changed
     */
    public boolean forget(ObjectLocation location) throws IOException {
        return database.transaction(sql -> delete(sql, ObjectKind.DISK, location) > 0);
    }

    /**
     * Forgets what was at many places, all or none; backups stay.
     *
     * @param locations the places; one of which nothing is known is no mistake
     * @throws IOException if the directory cannot be changed
     */
    public void forgetAll(List<ObjectLocation> locations) throws IOException {
        database.transaction(sql -> {
            int forgotten = 0;
            for (ObjectLocation location : locations) {
                forgotten += delete(sql, ObjectKind.DISK, location);
            }
            return forgotten;
        });
    }

    /**
     * Forgets a registered backup.
     *
     * @param location its place
     * @return whether it was known
     * @throws IOException if the directory cannot be changed
     */
    public boolean forgetBackup(ObjectLocation location) throws IOException {
        return database.transaction(sql -> delete(sql, ObjectKind.BACKUP, location) > 0);
    }

    /**
     * What needs a key.
     *
     * @param id the key
     * @return all that would be lost with it, as far as it was seen
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> needing(KeyId id) throws IOException {
        return query(" WHERE o.provider_id = ? AND o.key_id = ?", id.providerId(), id.keyId());
    }

    /**
     * What needs any key of a provider.
     *
     * @param providerId the provider's name
     * @return all that would be lost with it, as far as it was seen
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> needingProvider(String providerId) throws IOException {
        return query(" WHERE o.provider_id = ?", providerId);
    }

    /**
     * What is known of an object, wherever it is.
     *
     * @param id its id, 32 hexadecimal digits
     * @return its envelopes, and those of its copies and backups
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> of(String id) throws IOException {
        return query(" WHERE o.object_id = ?", id);
    }

    /**
     * How many objects are known of each kind.
     *
     * @return the numbers; kinds of which none is known are left out
     * @throws IOException if the directory cannot be read
     */
    public Map<ObjectKind, Long> counts() throws IOException {
        Map<ObjectKind, Long> counts = new EnumMap<>(ObjectKind.class);
        database.transaction(sql -> sql.list(
                row -> counts.put(ObjectKind.valueOf(row.text("kind")), row.number("objects")),
                "SELECT kind, COUNT(*) AS objects FROM protected_object WHERE slot = 0 GROUP BY kind"));
        return counts;
    }

    /**
     * What has a DEK that something at another place has, too: copies. Backups are copies by nature, and left out.
     *
     * @return all of them, by place
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> copies() throws IOException {
        return query(" WHERE o.kind <> 'BACKUP' AND o.dek_id IN (SELECT dek_id FROM protected_object"
                + " WHERE kind <> 'BACKUP' GROUP BY dek_id HAVING COUNT(DISTINCT host || ' ' || path) > 1)");
    }

    /**
     * What has an older envelope than was seen of it before.
     *
     * @return all of it, by place
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> rolledBack() throws IOException {
        return query(" WHERE o.kind <> 'BACKUP' AND o.slot = 0"
                        + " AND (o.generation IS NULL OR o.generation < g.highest)")
                .stream()
                .filter(KnownEnvelope::isRolledBack)
                .toList();
    }

    /**
     * All that is known.
     *
     * @return all envelopes, by place
     * @throws IOException if the directory cannot be read
     */
    public List<KnownEnvelope> all() throws IOException {
        return query("");
    }

    private List<KnownEnvelope> query(String condition, Object... parameters) throws IOException {
        return database.transaction(sql -> sql.list(ObjectIndex::known, QUERY + condition + ORDER, parameters));
    }

    /** What needs a provider, within a transaction of the caller's. */
    static List<KnownEnvelope> needing(Sql sql, String providerId) throws SQLException {
        return sql.list(ObjectIndex::known, QUERY + " WHERE o.provider_id = ?" + ORDER, providerId);
    }

    private static KnownEnvelope known(Row row) throws SQLException {
        try {
            return new KnownEnvelope(
                    ObjectKind.valueOf(row.text("kind")),
                    new ObjectLocation(row.text("host"), row.text("path")),
                    row.optionalText("owner_name").orElse(null),
                    Envelope.ofBase64(row.text("envelope")),
                    row.number("highest"),
                    Instant.ofEpochMilli(row.number("seen_millis")));
        } catch (EnvelopeFormatException | IllegalArgumentException e) {
            throw new SQLException("'" + row.text("path") + "' is damaged in the directory", e);
        }
    }
}
