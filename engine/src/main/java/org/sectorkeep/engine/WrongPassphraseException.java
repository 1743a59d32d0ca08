// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;

/** No key slot of a LUKS header opens with the passphrase. */
public final class WrongPassphraseException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongPassphraseException(Path file) {
        super("no key slot of '" + file + "' opens with this passphrase");
    }
}
