// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.message.Credential;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

/**
 * How one server is talked to.
 *
 * @param server the server
 * @param tls its TLS
 * @param deadlines how long things may take
 * @param credential asked before each request for what is sent in it, or null
 * @param version the version to speak, or null to negotiate it
 * @param listener who is told
 * @param maxConnections how many connections are in use at a time
 * @param rest how long a connection rests before it is closed
 * @param maxBatchItems how many keys are asked for at once
 * @param limits what is accepted of an answer
 */
record ClientSettings(
        KmipServer server,
        TlsSettings tls,
        Deadlines deadlines,
        @Nullable Supplier<Credential> credential,
        @Nullable KmipVersion version,
        KmipListener listener,
        int maxConnections,
        Duration rest,
        int maxBatchItems,
        TtlvLimits limits) {}
