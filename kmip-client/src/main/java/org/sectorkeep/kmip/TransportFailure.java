// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** What went wrong between us and a server, apart from what the server itself answered. The list is closed. */
public enum TransportFailure {
    /** The name has no address. */
    NAME_NOT_KNOWN("its name is not known"),
    /** Nothing listens at the port. */
    REFUSED("connection refused"),
    /** The network has no way to the address. */
    NO_ROUTE("no route to it"),
    /** A deadline passed; the phase says which. */
    TIMED_OUT("timed out"),
    /** The calling thread was interrupted; it still is. */
    INTERRUPTED("interrupted"),
    /** What answers at the port does not speak TLS. */
    NOT_TLS("does not speak TLS at this port"),
    /** No TLS version or cipher suite in common. */
    NO_COMMON_TLS("no TLS version or cipher suite in common"),
    /** The server's certificate does not lead to a trusted authority. */
    SERVER_NOT_TRUSTED("its certificate is not signed by a trusted authority"),
    /** The server's certificate has expired. */
    SERVER_CERTIFICATE_EXPIRED("its certificate has expired"),
    /** The server's certificate is valid only later, or our clock is slow. */
    SERVER_CERTIFICATE_NOT_YET_VALID("its certificate is not valid yet"),
    /** The server's certificate is in order, but for another name. */
    WRONG_HOST_NAME("its certificate is for another name"),
    /** The server's certificate is not one of the pinned ones. */
    PIN_MISMATCH("its certificate is not the pinned one"),
    /** The server wants a client certificate and we have none. */
    CLIENT_CERTIFICATE_WANTED("it wants a client certificate and none is configured"),
    /** The server did not accept our client certificate. */
    CLIENT_CERTIFICATE_REFUSED("it refused our client certificate"),
    /** The handshake failed in another way; the message names the alert or the reason. */
    HANDSHAKE_FAILED("the TLS handshake failed"),
    /** The connection ended before the first byte of an answer. */
    CLOSED_BEFORE_ANSWER("it closed the connection before its answer"),
    /** The connection ended within an answer. */
    CLOSED_WITHIN_ANSWER("it closed the connection within its answer"),
    /** What came back does not begin like a KMIP response. */
    NOT_KMIP("its answer is not KMIP"),
    /** The answer announces more bytes than are accepted; nothing was allocated for it. */
    ANSWER_TOO_LONG("its answer is too long"),
    /** Another failure of input or output. */
    BROKEN("the connection broke");

    private final String text;

    TransportFailure(String text) {
        this.text = text;
    }

    /** As part of a message about the server. */
    String text() {
        return text;
    }
}
