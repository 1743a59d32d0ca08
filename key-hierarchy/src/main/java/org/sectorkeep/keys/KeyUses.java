// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.function.Consumer;

/** Tells of each use of a key, and refuses what must be recorded and cannot be. */
final class KeyUses {
    private final KeyUseListener listener;
    private final Consumer<String> warnings;

    KeyUses(KeyUseListener listener, Consumer<String> warnings) {
        this.listener = listener;
        this.warnings = warnings;
    }

    /** Something that is done with a key. */
    @FunctionalInterface
    interface Call<T, E extends Exception> {
        T run() throws E, KeyUnavailableException;
    }

    /** Does it and tells of it, whatever comes of it. */
    <T, E extends Exception> T recorded(KeyUse use, Call<T, E> call) throws E, KeyUnavailableException {
        T result = attempted(use, call);
        tell(use);
        return result;
    }

    /** Does it, and tells of it only if it fails. */
    <T, E extends Exception> T attempted(KeyUse use, Call<T, E> call) throws E, KeyUnavailableException {
        try {
            return call.run();
        } catch (Exception e) {
            failed(use, e);
            throw e;
        }
    }

    /** Tells of an attempt that failed; that it cannot be recorded changes nothing of the failure. */
    void failed(KeyUse use, Exception failure) {
        note(use.failed(failure));
    }

    /** Tells of what was done. */
    void tell(KeyUse use) throws KeyUnavailableException {
        if (use.action().mustBeRecorded()) {
            listener.used(use);
        } else {
            note(use);
        }
    }

    /** Tells of what goes on even if nobody can record it. */
    void note(KeyUse use) {
        try {
            listener.used(use);
        } catch (KeyUnavailableException unrecorded) {
            warnings.accept(String.valueOf(unrecorded.getMessage()));
        }
    }
}
