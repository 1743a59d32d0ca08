// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.EnvelopeHeader;

/**
 * What is being done to a datastore. How far it is tell the descriptors of its volumes.
 *
 * @param kind what is done
 * @param way how the content of each volume gets there
 * @param encryption what volumes get; empty when decrypting
 * @param formerDeks the ids of the DEKs that a deep rekey replaces
 * @param leftovers what becomes of the content of a device that was emptied
 * @param wiping the device that was emptied last, until it is overwritten
 */
public record DatastoreChange(
        Kind kind,
        Way way,
        Optional<DeviceVolume.Encryption> encryption,
        Set<DekId> formerDeks,
        Leftovers leftovers,
        Optional<Path> wiping) {
    /** What can be done to a datastore. */
    public enum Kind {
        /** New volumes are made of devices that hold nothing. */
        CREATE,
        /** Volumes in the clear are encrypted. */
        ENABLE,
        /** Volumes are decrypted. */
        DISABLE,
        /** New envelopes around the same DEKs. */
        REKEY,
        /** New DEKs, all content encrypted anew. */
        DEEP_REKEY;

        /**
         * What it is called in files and messages.
         *
         * @return such as {@code deep-rekey}
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How content is rewritten. */
    public enum Way {
        /** On the device itself, through a journal beside the descriptor. */
        IN_PLACE,
        /** By a move to the spare device, which the device that is emptied then becomes. */
        SPARE
    }

    /** What becomes of the content of a device that was emptied. */
    public enum Leftovers {
        /** It stays until the device is used again. */
        LEAVE,
        /** It is overwritten with random data. */
        WIPE
    }

    /**
     * Copies the set.
     *
     * @param kind what is done
     * @param way how the content gets there
     * @param encryption what volumes get
     * @param formerDeks the DEKs that a deep rekey replaces
     * @param leftovers what becomes of the content of a device that was emptied
     * @param wiping the device that was emptied last
     */
    public DatastoreChange {
        formerDeks = Set.copyOf(formerDeks);
    }

    DatastoreChange wiping(Optional<Path> device) {
        return new DatastoreChange(kind, way, encryption, formerDeks, leftovers, device);
    }

    /** Whether a volume is what it shall become. */
    boolean isDone(DeviceVolume volume) {
        if (volume.operation().isPresent()) {
            return false;
        }
        return switch (kind) {
            case CREATE, ENABLE -> volume.envelope().isPresent();
            case DISABLE -> !volume.isEncrypted();
            case REKEY -> isUnderKek(volume);
            case DEEP_REKEY ->
                isUnderKek(volume)
                        && !formerDeks.contains(volume.envelope().orElseThrow().dekId());
        };
    }

    private boolean isUnderKek(DeviceVolume volume) {
        return volume.envelope().map(EnvelopeHeader::keyId).equals(encryption.map(DeviceVolume.Encryption::kek));
    }
}
