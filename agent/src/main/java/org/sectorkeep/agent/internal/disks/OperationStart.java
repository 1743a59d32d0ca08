// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.agent.AgentDisk;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.InPlaceDecryptRequest;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.InPlaceRekeyRequest;
import org.sectorkeep.engine.OnlineDisk;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ChangeTracking;

/**
 * An operation in place that is asked for.
 *
 * @param kind what is to be done
 * @param providerId where the new KEK comes from; for a rekey the disk's own provider when empty
 * @param keyId the KEK to use; a new one is made when empty
 * @param cipher the cipher of a disk that is encrypted
 * @param dataUnit its data unit
 * @param resilience how the operation survives a crash
 * @param maxBytesPerSecond how fast it is at most
 */
public record OperationStart(
        Operation.Kind kind,
        Optional<String> providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        Resilience resilience,
        long maxBytesPerSecond) {
    private static final int REFUSED = 4;

    /** What is had before clients have to wait. */
    record Prepared(OperationStart start, HostKeys keys, Optional<KeyId> kek, Leases leases) {
        /** Begins; if that fails the KEK is let go. */
        OnlineDisk begin(Path path, Operation operation) throws IOException {
            boolean begun = false;
            try {
                OnlineDisk online = online(path, operation);
                begun = true;
                return online;
            } finally {
                if (!begun) {
                    leases.close();
                }
            }
        }

        private OnlineDisk online(Path path, Operation operation) throws IOException {
            InPlaceOptions options =
                    new InPlaceOptions(start.resilience, ChangeTracking.KEEP, start.maxBytesPerSecond, operation);
            InPlaceEncryption engine = new InPlaceEncryption(keys);
            Optional<String> keyId = kek.map(KeyId::keyId);
            return switch (start.kind) {
                case ENCRYPT ->
                    engine.encryptOnline(new InPlaceEncryptRequest(
                            path, kek.orElseThrow().providerId(), keyId, start.cipher, start.dataUnit, options));
                case DECRYPT -> engine.decryptOnline(new InPlaceDecryptRequest(path, Optional.empty(), options));
                case REKEY ->
                    engine.rekeyOnline(new InPlaceRekeyRequest(
                            path, Optional.empty(), kek.map(KeyId::providerId), keyId, options));
            };
        }
    }

    /** Refuses another operation than the one that is unfinished. */
    void requireSame(AgentDisk disk, Operation former) throws FaultException {
        if (former.kind() != kind) {
            throw refused(
                    "operation-unfinished",
                    "'" + disk.export() + "' has an unfinished operation: "
                            + former.kind().code(),
                    "let it go on first: sectorkeep agent resume");
        }
    }

    static FaultException nothingUnfinished(AgentDisk disk) {
        return refused(
                "no-operation",
                "'" + disk.export() + "' has no unfinished operation",
                "sectorkeep agent status shows all");
    }

    /** Refuses what cannot be, before a KEK is made for it. */
    private void check(AgentDisk disk, OpenDisk present) throws FaultException {
        if (present.device().isReadOnly()) {
            throw refused(
                    "read-only",
                    "'" + disk.export() + "' is read-only",
                    "serve it writable, or accept foreign writes: sectorkeep check --accept-foreign-writes");
        }
        if (kind == Operation.Kind.ENCRYPT && present.facts().encrypted()) {
            throw refused("already-encrypted", "'" + disk.export() + "' is encrypted", "for a new key: rekey");
        }
        if (kind != Operation.Kind.ENCRYPT && !present.facts().encrypted()) {
            throw refused(
                    "not-encrypted", "'" + disk.export() + "' is not encrypted", "sectorkeep agent status shows all");
        }
    }

    /** Gets the KEK, which may take as long as its provider does, while clients go on. */
    Prepared prepare(AgentDisk disk, OpenDisk present, HostKeys keys) throws IOException {
        check(disk, present);
        if (kind == Operation.Kind.DECRYPT) {
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
