// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** How far an exchange with a server had come when its transport failed. */
public enum TransportPhase {
    /** Looking up the server's name; nothing was sent. */
    RESOLVE("looking up its name"),
    /** Connecting; nothing was sent. */
    CONNECT("connecting"),
    /** Agreeing on TLS, up to the server's verdict on our certificate; no request was processed. */
    HANDSHAKE("in the TLS handshake"),
    /** Sending the request; the server may have received it. */
    WRITE("sending the request"),
    /** Waiting for the answer or reading it; the server may have received the request. */
    READ("waiting for the answer");

    private final String doing;

    TransportPhase(String doing) {
        this.doing = doing;
    }

    /** As part of a message. */
    String doing() {
        return doing;
    }
}
