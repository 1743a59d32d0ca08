// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

/** What a {@link ScriptedKmipServer} does wrong with a connection. */
public enum ConnectionFault {
    /** Nothing. */
    NONE,
    /** Accepts and says nothing: no TLS handshake. */
    SILENT,
    /** Greets in plain text, as a mail server does. */
    GREETS_IN_PLAIN_TEXT,
    /** Waits for the client's first bytes and answers them in plain text, as a web server does. */
    ANSWERS_IN_PLAIN_TEXT,
    /** Closes at once. */
    CLOSES_AT_ONCE,
    /** Agrees on TLS and never reads a request. */
    NEVER_READS
}
