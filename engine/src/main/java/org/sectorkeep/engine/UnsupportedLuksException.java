// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/** A LUKS header is sound but wants something that is not supported. */
public final class UnsupportedLuksException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * Names what is not supported.
     *
     * @param file the file with the header
     * @param what what it wants, such as "cipher 'aes-cbc-essiv:sha256'"
     */
    public UnsupportedLuksException(Path file, String what) {
        super("'" + file + "' is a LUKS file of a kind that is not supported: " + what);
        this.what = what;
    }

    /**
     * What is not supported, without the file.
     *
     * @return such as "cipher 'aes-cbc-essiv:sha256'"
     */
    public String what() {
        return what;
    }
}
