// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.inventory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.control.ObjectKind;

/**
 * What would be lost with which key: each key that files need, its state at its provider, and data keys that more than one
 * disk has.
 *
 * @param keys every key that is needed, by provider and id
 * @param copies the paths of disks that have the same DEK, by its id: copies that were not made by {@code clone}
 */
public record KeyAudit(List<NeededKey> keys, Map<String, List<Path>> copies) {
    /**
     * A key that files need.
     *
     * @param id its id
     * @param state its state at the provider
     * @param failure why its state could not be had
     * @param neededBy what cannot be opened without it
     */
    public record NeededKey(
            KeyId id, Optional<KeyState> state, Optional<KeyUnavailableException> failure, List<FileLook> neededBy) {
        /**
         * Whether what needs the key can be opened.
         *
         * @return true if the provider knows the key, in a state in which it opens envelopes
         */
        public boolean opens() {
            return state.map(KeyState::mayUnwrap).orElse(false);
        }
    }

    /**
     * Asks for the state of each key that was found. A provider that does not answer is not asked again for its other keys.
     *
     * @param inventory what was found
     * @param keys who asks the providers
     * @return what the keys are needed for, and whether they can be had
     */
    public static KeyAudit of(Inventory inventory, HostKeys keys) {
        Map<KeyId, List<FileLook>> needs = needs(inventory);
        Map<String, KeyUnavailableException> silent = new HashMap<>();
        List<NeededKey> result = new ArrayList<>();
        needs.forEach((id, looks) -> result.add(ask(keys, id, looks, silent)));
        return new KeyAudit(List.copyOf(result), copies(inventory));
    }

    private static Map<KeyId, List<FileLook>> needs(Inventory inventory) {
        Map<KeyId, List<FileLook>> needs =
                new TreeMap<>(Comparator.comparing(KeyId::providerId).thenComparing(KeyId::keyId));
        for (FileLook look : inventory.encrypted()) {
            Set<KeyId> ids = new LinkedHashSet<>();
            look.envelopes().forEach(envelope -> ids.add(envelope.header().keyId()));
            ids.forEach(
                    id -> needs.computeIfAbsent(id, first -> new ArrayList<>()).add(look));
        }
        return needs;
    }

    private static NeededKey ask(
            HostKeys keys, KeyId id, List<FileLook> looks, Map<String, KeyUnavailableException> silent) {
        KeyUnavailableException known = silent.get(id.providerId());
        if (known != null) {
            return new NeededKey(id, Optional.empty(), Optional.of(known), looks);
        }
        try {
            return new NeededKey(id, Optional.of(keys.state(id)), Optional.empty(), looks);
        } catch (KeyUnavailableException e) {
            if (e.reason() != KeyUnavailableException.Reason.MISSING_IN_PROVIDER) {
                silent.put(id.providerId(), e);
            }
            return new NeededKey(id, Optional.empty(), Optional.of(e), looks);
        }
    }

    /** A header beside its disk has the disk's DEK by right, and a backup that of what it is of. */
    private static Map<String, List<Path>> copies(Inventory inventory) {
        Map<String, Set<Path>> byDek = new TreeMap<>();
        for (FileLook look : inventory.encrypted()) {
            if (!look.isHeaderAlone() && look.kind() != ObjectKind.BACKUP) {
                for (Envelope envelope : look.envelopes()) {
                    byDek.computeIfAbsent(envelope.header().dekId().hex(), dek -> new LinkedHashSet<>())
                            .add(look.path());
                }
            }
        }
        Map<String, List<Path>> copies = new LinkedHashMap<>();
        byDek.forEach((dek, paths) -> {
            if (paths.size() > 1) {
                copies.put(dek, List.copyOf(paths));
            }
        });
        return copies;
    }
}
