// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.control.DirectoryException.Reason;
import org.sectorkeep.keys.internal.directory.Database;
import org.sectorkeep.keys.internal.directory.Row;
import org.sectorkeep.keys.internal.directory.Sql;

/**
 * The policies: components, and the VM policies that use them. Both share one space of names. The built-in ones are
 * always there; they are cloned, not edited. A policy is not changed once it is made: a VM has what held when it was
 * encrypted.
 *
 * <p>Thread-safe; each call is a transaction.
 */
public final class PolicyStore {
    private static final List<StorageComponent> BUILT_IN_COMPONENTS =
            List.of(StorageComponent.ENCRYPTION, StorageComponent.NO_ENCRYPTION);
    private static final List<VmPolicy> BUILT_IN_POLICIES = List.of(VmPolicy.ENCRYPTION, VmPolicy.NO_ENCRYPTION);

    private final Database database;

    PolicyStore(Database database) {
        this.database = database;
    }

    /**
     * Whether a name is that of a built-in policy or component.
     *
     * @param name a name
     * @return true if it cannot be created or deleted
     */
    public static boolean isBuiltIn(String name) {
        return BUILT_IN_COMPONENTS.stream().anyMatch(each -> each.name().equals(name))
                || BUILT_IN_POLICIES.stream().anyMatch(each -> each.name().equals(name));
    }

    /**
     * All components.
     *
     * @return the built-in ones first, then the others by name
     * @throws IOException if the directory cannot be read
     */
    public List<StorageComponent> components() throws IOException {
        return database.transaction(PolicyStore::components);
    }

    /**
     * All VM policies.
     *
     * @return the built-in ones first, then the others by name
     * @throws IOException if the directory cannot be read
     */
    public List<VmPolicy> policies() throws IOException {
        return database.transaction(PolicyStore::policies);
    }

    /**
     * A component.
     *
     * @param name its name
     * @return it, if there is one of this name
     * @throws IOException if the directory cannot be read
     */
    public Optional<StorageComponent> component(String name) throws IOException {
        return components().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * A VM policy.
     *
     * @param name its name
     * @return it, if there is one of this name
     * @throws IOException if the directory cannot be read
     */
    public Optional<VmPolicy> policy(String name) throws IOException {
        return policies().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * A VM policy with what its components say.
     *
     * @param name its name
     * @return all that a VM needs to know of it
     * @throws DirectoryException if there is none of this name
     * @throws IOException if the directory cannot be read
     */
    public ResolvedPolicy resolve(String name) throws IOException {
        return database.transaction(sql -> {
            VmPolicy policy = policies(sql).stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(name));
            return resolve(sql, policy);
        });
    }

    private static ResolvedPolicy resolve(Sql sql, VmPolicy policy) throws SQLException, DirectoryException {
        Map<String, EncryptionPolicy> known = new HashMap<>();
        components(sql).forEach(component -> known.put(component.name(), component.encryption()));
        Map<String, EncryptionPolicy> ownDisks = new HashMap<>();
        for (Map.Entry<String, String> disk : policy.ownDisks().entrySet()) {
            ownDisks.put(disk.getKey(), require(known, disk.getValue()));
        }
        return new ResolvedPolicy(
                policy.name(), require(known, policy.home()), require(known, policy.disks()), ownDisks);
    }

    private static EncryptionPolicy require(Map<String, EncryptionPolicy> known, String component)
            throws DirectoryException {
        EncryptionPolicy policy = known.get(component);
        if (policy == null) {
            throw unknown(component);
        }
        return policy;
    }

    private static DirectoryException unknown(String name) {
        return new DirectoryException(Reason.UNKNOWN_NAME, "there is no policy '" + name + "' of this kind");
    }

    /**
     * Makes a component.
     *
     * @param component the new one
     * @throws DirectoryException if the name is taken
     * @throws IOException if the directory cannot be changed
     */
    public void create(StorageComponent component) throws IOException {
        EncryptionPolicy.On on =
                component.encryption() instanceof EncryptionPolicy.On encrypted ? encrypted : EncryptionPolicy.usual();
        database.transaction(sql -> {
            requireFree(sql, component.name());
            return sql.update(
                    "INSERT INTO storage_component (name, is_on, provider_id, cipher, data_unit_bytes, filters)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    component.name(),
                    component.encryption() instanceof EncryptionPolicy.On ? 1 : 0,
                    on.providerOrNull(),
                    on.cipher().label(),
                    on.dataUnit().bytes(),
                    on.filters());
        });
    }

    /**
     * Makes a VM policy.
     *
     * @param policy the new one
     * @throws DirectoryException if the name is taken, or a component of it is not there
     * @throws IOException if the directory cannot be changed
     * @throws IllegalArgumentException if it encrypts a disk and not VM home
     */
    public void create(VmPolicy policy) throws IOException {
        database.transaction(sql -> {
            requireFree(sql, policy.name());
            resolve(sql, policy);
            sql.update(
                    "INSERT INTO vm_policy (name, home_component, disk_component) VALUES (?, ?, ?)",
                    policy.name(),
                    policy.home(),
                    policy.disks());
            for (Map.Entry<String, String> disk : policy.ownDisks().entrySet()) {
                sql.update(
                        "INSERT INTO vm_policy_disk (policy_name, device, component) VALUES (?, ?, ?)",
                        policy.name(),
                        disk.getKey(),
                        disk.getValue());
            }
            return policy;
        });
    }

    private static void requireFree(Sql sql, String name) throws SQLException, DirectoryException {
        if (components(sql).stream().anyMatch(each -> each.name().equals(name))
                || policies(sql).stream().anyMatch(each -> each.name().equals(name))) {
            throw new DirectoryException(Reason.NAME_TAKEN, "there is a policy '" + name + "' already");
        }
    }

    /**
     * Deletes a component that no policy uses, or a VM policy.
     *
     * @param name its name
     * @throws DirectoryException if it is built in, used by a policy, or not there
     * @throws IOException if the directory cannot be changed
     */
    public void delete(String name) throws IOException {
        if (isBuiltIn(name)) {
            throw new DirectoryException(Reason.BUILT_IN, "policy '" + name + "' is built in");
        }
        database.transaction(sql -> {
            for (VmPolicy policy : policies(sql)) {
                Set<String> used = new HashSet<>(policy.ownDisks().values());
                used.addAll(List.of(policy.home(), policy.disks()));
                if (used.contains(name)) {
                    throw new DirectoryException(
                            Reason.IN_USE, "component '" + name + "' is used by policy '" + policy.name() + "'");
                }
            }
            int deleted = sql.update("DELETE FROM storage_component WHERE name = ?", name)
                    + sql.update("DELETE FROM vm_policy WHERE name = ?", name);
            if (deleted == 0) {
                throw new DirectoryException(Reason.UNKNOWN_NAME, "there is no policy '" + name + "'");
            }
            return deleted;
        });
    }

    private static List<StorageComponent> components(Sql sql) throws SQLException {
        List<StorageComponent> all = new ArrayList<>(BUILT_IN_COMPONENTS);
        all.addAll(sql.list(PolicyStore::component, "SELECT * FROM storage_component ORDER BY name"));
        return all;
    }

    private static StorageComponent component(Row row) throws SQLException {
        EncryptionPolicy encryption = row.number("is_on") == 0
                ? new EncryptionPolicy.Off()
                : new EncryptionPolicy.On(
                        row.optionalText("provider_id").orElse(null),
                        XtsCipher.ofLabel(row.text("cipher")),
                        DataUnit.ofBytes((int) row.number("data_unit_bytes")),
                        IoFilters.valueOf(row.text("filters")));
        return new StorageComponent(row.text("name"), encryption);
    }

    private static List<VmPolicy> policies(Sql sql) throws SQLException {
        Map<String, Map<String, String>> disks = new HashMap<>();
        sql.list(
                row -> disks.computeIfAbsent(row.text("policy_name"), name -> new HashMap<>())
                        .put(row.text("device"), row.text("component")),
                "SELECT * FROM vm_policy_disk");
        List<VmPolicy> all = new ArrayList<>(BUILT_IN_POLICIES);
        all.addAll(sql.list(
                row -> new VmPolicy(
                        row.text("name"),
                        row.text("home_component"),
                        row.text("disk_component"),
                        disks.getOrDefault(row.text("name"), Map.of())),
                "SELECT * FROM vm_policy ORDER BY name"));
        return all;
    }
}
