// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import org.sectorkeep.kmip.ttlv.Tag;

/** A request that the server answers with a failure. */
final class Refusal extends Exception {
    static final int ITEM_NOT_FOUND = 0x01;
    static final int AUTHENTICATION_NOT_SUCCESSFUL = 0x03;
    static final int INVALID_MESSAGE = 0x04;
    static final int OPERATION_NOT_SUPPORTED = 0x05;
    static final int MISSING_DATA = 0x06;
    static final int INVALID_FIELD = 0x07;
    static final int FEATURE_NOT_SUPPORTED = 0x08;
    static final int CRYPTOGRAPHIC_FAILURE = 0x0A;
    static final int ILLEGAL_OPERATION = 0x0B;
    static final int PERMISSION_DENIED = 0x0C;
    static final int GENERAL_FAILURE = 0x100;

    private static final long serialVersionUID = 1;

    private final int reason;

    Refusal(int reason, String message) {
        super(message);
        this.reason = reason;
    }

    static Refusal missing(int tag) {
        return new Refusal(MISSING_DATA, Tag.name(tag) + " is missing");
    }

    int reason() {
        return reason;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
