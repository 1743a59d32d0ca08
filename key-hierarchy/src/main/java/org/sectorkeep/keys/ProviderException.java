// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;

/** A change to the set of key providers that was refused; nothing was changed. */
public final class ProviderException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why it was refused. */
    public enum Reason {
        /** The name is not 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit. */
        BAD_NAME,
        /** There is a provider of this name. */
        NAME_TAKEN,
        /** There is no provider of this name. */
        UNKNOWN_PROVIDER,
        /** No provider is the default, and it is not clear which should be. */
        NO_DEFAULT,
        /** The provider is the default, or issued keys that disks may need. */
        IN_USE,
        /** The same store is here already, under another name. */
        STORE_HERE_ALREADY,
        /** The file to be written exists. */
        FILE_EXISTS,
        /** A folder is open to others than its owner. */
        UNSAFE_MODE,
        /** A file is damaged or was changed, or is not what it should be. */
        DAMAGED,
        /** The new passphrase is empty, or no passphrase can be like this. */
        BAD_PASSPHRASE,
        /** A certificate or key that was given is of no use. */
        BAD_CERTIFICATE
    }

    /** Why it was refused. */
    private final Reason reason;

    ProviderException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ProviderException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why it was refused.
     *
     * @return one of the list
     */
    public Reason reason() {
        return reason;
    }
}
