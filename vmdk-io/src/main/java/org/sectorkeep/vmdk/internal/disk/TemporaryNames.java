// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names of files that are not finished: {@code .NAME.sectorkeep-XXXXXXXX.tmp}, in the folder of the file meant. */
public final class TemporaryNames {
    private static final SecureRandom RANDOM = new SecureRandom();

    private TemporaryNames() {}

    public static Path nextTo(Path target) {
        String tag = HexFormat.of().toHexDigits(RANDOM.nextInt());
        return target.resolveSibling("." + target.getFileName() + ".sectorkeep-" + tag + ".tmp");
    }
}
