// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/** An unencrypted link stands above an encrypted one, so that what is written next would lie open. */
public final class MixedChainException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    MixedChainException(Path plain, Path encrypted) {
        super("'" + plain + "' is not encrypted, but '" + encrypted
                + "' below it is: an unencrypted link above an encrypted one is refused");
    }
}
