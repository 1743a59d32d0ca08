// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.engine.internal.luks.Payload;
import org.sectorkeep.keys.Envelope;

/**
 * What a LUKS header says. None of it is authenticated.
 *
 * @param version of the format
 * @param uuid as it stands there
 * @param cipher "aes-xts-256" or "aes-xts-128"
 * @param dataUnitBytes 512 or 4096
 * @param payloadOffsetBytes where the encrypted sectors start; 0 if they are in another file
 * @param keySlots one line for each key slot that a passphrase may open: its number and how the passphrase is stretched
 * @param remarks what is odd about the header: one line each, lower case, without a full stop
 */
public record LuksInfo(
        LuksVersion version,
        String uuid,
        String cipher,
        int dataUnitBytes,
        long payloadOffsetBytes,
        List<String> keySlots,
        List<String> remarks) {
    /**
     * Keeps copies of the lists.
     *
     * @param version of the format
     * @param uuid as it stands there
     * @param cipher "aes-xts-256" or "aes-xts-128"
     * @param dataUnitBytes 512 or 4096
     * @param payloadOffsetBytes where the encrypted sectors start
     * @param keySlots one line for each key slot
     * @param remarks what is odd about the header
     */
    public LuksInfo {
        keySlots = List.copyOf(keySlots);
        remarks = List.copyOf(remarks);
    }

    static LuksInfo of(LuksHeader header) {
        Payload payload = header.payload();
        return new LuksInfo(
                header.version(),
                header.uuid(),
                payload.cipher().xts().label(),
                payload.unit().bytes(),
                payload.offsetBytes(),
                header.slotDescriptions(),
                header.remarks());
    }

    /** A header alone counts as a disk of no bytes. */
    static DiskInfo readDisk(Path path) throws IOException {
        try (LuksFile file = LuksFile.open(path)) {
            LuksHeader header = file.header();
            Optional<Envelope> envelope = LuksUnlocking.envelope(header);
            return new DiskInfo(
                    path,
                    header.version().label(),
                    file.capacityBytes(header),
                    true,
                    envelope.map(DiskInfo.Encryption::of),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(of(header)),
                    List.of());
        }
    }
}
