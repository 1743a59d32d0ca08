// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentDisk;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.InPlaceDecryptRequest;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.InPlaceRekeyRequest;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.engine.OnlineDisk;
import org.sectorkeep.engine.OnlineOperation;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.engine.VolumeHeaders;
import org.sectorkeep.engine.VolumeMove;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * An operation that is asked for.
 *
 * @param kind what is to be done
 * @param providerId where the new KEK comes from; for a rekey the disk's own provider when empty
 * @param keyId the KEK to use; a new one is made when empty
 * @param cipher the cipher of a disk that is encrypted
 * @param dataUnit its data unit
 * @param resilience how the operation survives a crash
 * @param maxBytesPerSecond how fast it is at most
 * @param destination where a move goes to; null for what is done in place
 */
public record OperationStart(
        Operation.Kind kind,
        Optional<String> providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        Resilience resilience,
        long maxBytesPerSecond,
        @Nullable Destination destination) {
    private static final int REFUSED = 4;

    /**
     * Where a volume of a datastore is moved to.
     *
     * @param device the device
     * @param headerCopy where a copy of its header will be, if there is no room for it on the device
     */
    public record Destination(Path device, Optional<Path> headerCopy) {}

    /** What is had before clients have to wait. */
    record Prepared(OperationStart start, HostKeys keys, Optional<KeyId> kek, Leases leases) {
        /** Begins; if that fails the KEK is let go. */
        OnlineOperation begin(Path path, Operation operation) throws IOException {
            boolean begun = false;
            try {
                OnlineOperation online =
                        start.destination == null ? online(path, operation) : move(path, operation, start.destination);
                begun = true;
                return online;
            } finally {
                if (!begun) {
                    leases.close();
                }
            }
        }

        private OnlineOperation move(Path path, Operation operation, Destination to) throws IOException {
            return VolumeMove.begin(
                    keys,
                    new MoveRequest(
                            path,
                            to.device(),
                            kek.map(id -> new DeviceVolume.Encryption(id, start.cipher, start.dataUnit)),
                            to.headerCopy(),
                            Evacuator.COPY,
                            start.maxBytesPerSecond,
                            operation));
        }

        private OnlineDisk online(Path path, Operation operation) throws IOException {
            InPlaceOptions options =
                    new InPlaceOptions(start.resilience, ChangeTracking.KEEP, start.maxBytesPerSecond, operation);
            InPlaceEncryption engine = new InPlaceEncryption(keys);
            Optional<String> keyId = kek.map(KeyId::keyId);
            VolumeHeaders.withdraw(path);
            return switch (start.kind) {
                case ENCRYPT ->
                    engine.encryptOnline(new InPlaceEncryptRequest(
                            path, kek.orElseThrow().providerId(), keyId, start.cipher, start.dataUnit, options));
                case DECRYPT -> engine.decryptOnline(new InPlaceDecryptRequest(path, Optional.empty(), options));
                case REKEY, MOVE ->
                    engine.rekeyOnline(new InPlaceRekeyRequest(
                            path, Optional.empty(), kek.map(KeyId::providerId), keyId, options));
            };
        }
    }

    /** Refuses another operation than the one that is unfinished. */
    void requireSame(AgentDisk disk, Operation former) throws FaultException {
        if (former.kind() != kind) {
            throw unfinished(disk, former);
        }
    }

    static FaultException unfinished(AgentDisk disk, Operation former) {
        return refused(
                "operation-unfinished",
                "'" + disk.export() + "' has an unfinished operation: "
                        + former.kind().code(),
                "let it go on first: sectorkeep agent resume");
    }

    static FaultException nothingUnfinished(AgentDisk disk) {
        return refused(
                "no-operation",
                "'" + disk.export() + "' has no unfinished operation",
                "sectorkeep agent status shows all");
    }

    /** Refuses what cannot be, before a KEK is made for it. */
    private void check(AgentDisk disk, OpenDisk present) throws IOException {
        if (present.device().isReadOnly()) {
            throw refused(
                    "read-only",
                    "'" + disk.export() + "' is read-only",
                    "serve it writable, or accept foreign writes: sectorkeep check --accept-foreign-writes");
        }
        if (destination != null) {
            requireVolume(disk);
            return;
        }
        if (kind == Operation.Kind.ENCRYPT && present.facts().encrypted()) {
            throw refused("already-encrypted", "'" + disk.export() + "' is encrypted", "for a new key: rekey");
        }
        if (kind != Operation.Kind.ENCRYPT && !present.facts().encrypted()) {
            throw refused(
                    "not-encrypted", "'" + disk.export() + "' is not encrypted", "sectorkeep agent status shows all");
        }
    }

    private static void requireVolume(AgentDisk disk) throws IOException {
        if (!VirtualDisk.isTrusted(disk.path())) {
            throw refused(
                    "not-a-volume",
                    "'" + disk.export() + "' is no volume of a datastore",
                    "only these are moved to other devices");
        }
    }

    /** Gets the KEK, which may take as long as its provider does, while clients go on. */
    Prepared prepare(AgentDisk disk, OpenDisk present, HostKeys keys) throws IOException {
        check(disk, present);
        if (kind == Operation.Kind.DECRYPT || (destination != null && keyId.isEmpty())) {
            return new Prepared(this, keys, Optional.empty(), Leases.of(keys, List.of()));
        }
        String provider = providerId
                .or(() -> present.facts().kek().map(KeyId::providerId))
                .orElseThrow();
        KeyId kek = keyId.isPresent() ? new KeyId(provider, keyId.get()) : keys.createKek(provider);
        return new Prepared(this, keys, Optional.of(kek), Leases.of(keys, List.of(kek)));
    }

    private static FaultException refused(String type, String message, String hint) {
        return new FaultException(new Fault(type, message, hint, REFUSED));
    }
}
