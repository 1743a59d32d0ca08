// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;

/**
 * One use of a key, or an attempt at it. Names keys and objects by their ids; holds no key.
 *
 * @param action what was asked for
 * @param providerIdOrNull the provider, if one was named
 * @param keyIdOrNull the provider's id of the KEK; null if none was made, or none is concerned
 * @param objectIdOrNull the disk or machine that the key is used for, if that is known
 * @param pathOrNull where that is, if the caller said so
 * @param outcome what came of it
 * @param reasonOrNull why it was refused or failed, in a few words
 */
public record KeyUse(
        Action action,
        @Nullable String providerIdOrNull,
        @Nullable String keyIdOrNull,
        @Nullable DiskId objectIdOrNull,
        @Nullable Path pathOrNull,
        Outcome outcome,
        @Nullable String reasonOrNull) {
    /** What can be asked for. */
    public enum Action {
        /** A new KEK. */
        CREATE_KEY("create-key"),
        /** A KEK from its provider; it is in memory from then on. */
        FETCH_KEY("fetch-key"),
        /** A DEK wrapped into an envelope. */
        WRAP("wrap"),
        /** A DEK out of an envelope. */
        UNWRAP("unwrap"),
        /** Leave to encrypt. */
        ENCRYPT("encrypt"),
        /** Leave to decrypt. */
        DECRYPT("decrypt"),
        /** Leave to make keys and to exchange them. */
        MANAGE_KEYS("manage-keys"),
        /** Leave to add, change and remove providers. */
        MANAGE_PROVIDERS("manage-providers");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        /**
         * The name in an audit log.
         *
         * @return lower case, with hyphens
         */
        public String label() {
            return label;
        }

        /**
         * Whether it is refused where it cannot be recorded. What makes new keys or new envelopes can wait; what opens a disk
         * cannot, since a full device must not keep machines from starting.
         *
         * @return true for new keys and new envelopes
         */
        public boolean mustBeRecorded() {
            return this == CREATE_KEY || this == WRAP;
        }
    }

    /** What came of a use. */
    public enum Outcome {
        /** It was done. */
        DONE("done"),
        /** It may not be done. */
        DENIED("denied"),
        /** It could not be done. */
        FAILED("failed");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /**
         * The name in an audit log.
         *
         * @return one word, lower case
         */
        public String label() {
            return label;
        }
    }

    /** A provider that is asked for a new key. */
    static KeyUse create(String providerId) {
        return new KeyUse(Action.CREATE_KEY, providerId, null, null, null, Outcome.DONE, null);
    }

    /** A key that is fetched from its provider. */
    static KeyUse fetch(KeyId id) {
        return of(Action.FETCH_KEY, id, null, null);
    }

    /** A key that wraps or unwraps. */
    static KeyUse of(Action action, KeyId id, @Nullable DiskId objectId, @Nullable Path path) {
        return new KeyUse(action, id.providerId(), id.keyId(), objectId, path, Outcome.DONE, null);
    }

    /**
     * Something that was not allowed.
     *
     * @param action what was asked for
     * @param path the object, if there is one
     * @param reason why it is not allowed, in a few words
     * @return the use, denied
     */
    public static KeyUse denied(Action action, @Nullable Path path, String reason) {
        return new KeyUse(action, null, null, null, path, Outcome.DENIED, reason);
    }

    /** The same with the id of the key that was made. */
    KeyUse withKey(KeyId id) {
        return new KeyUse(action, id.providerId(), id.keyId(), objectIdOrNull, pathOrNull, outcome, reasonOrNull);
    }

    /** The same, as it failed. */
    KeyUse failed(Exception failure) {
        boolean denied = failure instanceof KeyUnavailableException key
                && key.reason() == KeyUnavailableException.Reason.NO_PERMISSION;
        return new KeyUse(
                action,
                providerIdOrNull,
                keyIdOrNull,
                objectIdOrNull,
                pathOrNull,
                denied ? Outcome.DENIED : Outcome.FAILED,
                reason(failure));
    }

    /** Texts of exceptions may name anything; these are a closed list. */
    private static String reason(Exception failure) {
        if (failure instanceof KeyUnavailableException key) {
            return key.reason().text();
        }
        return failure instanceof AuthenticationException
                ? "does not open"
                : failure.getClass().getSimpleName();
    }
}
