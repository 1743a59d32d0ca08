// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;

/** A KEK cannot be had or used now, for one of a closed list of reasons. The message is one line and holds no secret. */
public final class KeyUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a key is unavailable; the text is the second half of the message. */
    public enum Reason {
        /** The host holds no copy, and may not ask anybody for one. */
        MISSING_IN_CACHE("missing in cache"),

        /** There is no such provider here, or its configuration or key store is unusable. */
        PROVIDER_INVALID("provider invalid"),

        /** The provider does not answer, or its key store cannot be read or written. */
        PROVIDER_UNREACHABLE("provider unreachable"),

        /** The provider answers and does not know the key. */
        MISSING_IN_PROVIDER("missing in the provider"),

        /** The key is in a state in which it may not be used so. */
        NOT_ACTIVE("not active"),

        /** The provider refuses this key to us. */
        NO_PERMISSION("no permission"),

        /** The key that protects the KEK on its way is missing. */
        WRAPPING_KEY_MISSING("wrapping key missing"),

        /** The key that protects the KEK on its way is not active. */
        WRAPPING_KEY_NOT_ACTIVE("wrapping key not active"),

        /** The passphrase of the key store is wrong. */
        WRONG_PASSPHRASE("wrong passphrase"),

        /** The key store needs a passphrase and nobody could be asked. */
        PASSPHRASE_NEEDED("passphrase needed"),

        /** Keys were locked and not unlocked again. */
        LOCKED("locked"),

        /** The use cannot be recorded, and may not be made without that. */
        NOT_RECORDED("not recorded");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /**
         * The reason in a few words.
         *
         * @return lower case, without a full stop
         */
        public String text() {
            return text;
        }
    }

    /** Why. */
    private final Reason reason;

    /**
     * A key or provider that is unavailable.
     *
     * @param reason why
     * @param subject what is unavailable and, if known, the detail; the reason's text is put before it
     */
    public KeyUnavailableException(Reason reason, String subject) {
        super(reason.text() + ": " + subject);
        this.reason = reason;
    }

    /**
     * A key or provider that is unavailable because of something else that failed.
     *
     * @param reason why
     * @param subject what is unavailable and, if known, the detail; the reason's text is put before it
     * @param cause what failed
     */
    public KeyUnavailableException(Reason reason, String subject, Throwable cause) {
        super(reason.text() + ": " + subject, cause);
        this.reason = reason;
    }

    private KeyUnavailableException(KeyUnavailableException first) {
        super(first.getMessage(), first);
        this.reason = first.reason;
    }

    /** The message without the reason's text. */
    String subject() {
        return String.valueOf(getMessage()).substring(reason.text().length() + 2);
    }

    /** The same refusal for another thread, with a stack trace of its own. */
    static KeyUnavailableException again(KeyUnavailableException first) {
        return new KeyUnavailableException(first);
    }

    /**
     * Why the key is unavailable.
     *
     * @return one of the closed list
     */
    public Reason reason() {
        return reason;
    }
}
