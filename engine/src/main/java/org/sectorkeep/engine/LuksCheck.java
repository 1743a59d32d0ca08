// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.DiskCheck.Finding;
import org.sectorkeep.engine.DiskCheck.Severity;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.HostKeys;

/** Looks at a LUKS file: whether its header is sound and its content all there, and whether its envelope opens. */
final class LuksCheck {
    private LuksCheck() {}

    static List<Finding> findings(Path path, Optional<HostKeys> keys) throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (LuksFile file = LuksFile.open(path)) {
            LuksHeader header = file.header();
            header.remarks()
                    .forEach(remark -> findings.add(new Finding(Severity.WARNING, "'" + path + "': " + remark)));
            long capacityBytes = file.capacityBytes(header);
            Optional<Envelope> envelope = LuksUnlocking.envelope(header);
            if (envelope.isPresent()) {
                LuksUnlocking.requireSameDisk(
                        file, header, capacityBytes, envelope.get().header());
            }
            findings.add(
                    envelope.isPresent()
                            ? opening(path, envelope.get(), keys)
                            : new Finding(Severity.INFO, "no envelope: its key slots open by passphrase only"));
        } catch (UnsupportedLuksException e) {
            throw e;
        } catch (DiskRefusedException | EnvelopeFormatException e) {
            findings.add(DiskCheck.found(Severity.DAMAGED, e));
        }
        return findings;
    }

    private static Finding opening(Path path, Envelope envelope, Optional<HostKeys> keys) throws IOException {
        return keys.isPresent() ? DiskCheck.opening(path, envelope, keys.get()) : DiskCheck.namedKey(envelope);
    }
}
