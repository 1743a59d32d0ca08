// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyId;

/**
 * One disk of a machine: a base or a link of a snapshot chain.
 *
 * @param path its real path
 * @param ownBytes what it holds itself, in bytes
 * @param isElsewhere whether it is reached only as the parent of a disk in another folder: it may be of another machine
 */
record VmLink(Path path, long ownBytes, boolean isElsewhere) {
    DiskInfo info() throws IOException {
        return DiskInfo.read(path);
    }

    static Optional<KeyId> keyId(DiskInfo info) {
        return info.encryption().map(each -> new KeyId(each.providerId(), each.keyId()));
    }

    static Optional<DiskId> diskId(DiskInfo info) {
        return info.encryption().map(each -> new DiskId(each.diskId()));
    }

    static Optional<DekId> dekId(DiskInfo info) {
        return info.encryption().map(each -> new DekId(each.dekId()));
    }
}
