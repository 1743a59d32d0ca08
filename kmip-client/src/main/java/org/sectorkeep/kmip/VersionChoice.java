// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.DiscoverVersions;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResponseMatcher;
import org.sectorkeep.kmip.message.ResultReason;

/**
 * The version to speak with one server: a pinned one, or the newest that both know, as DiscoverVersions tells (KMIP 1.4,
 * section 4.26). Safe for use by many threads.
 */
final class VersionChoice {
    /** DiscoverVersions came with 1.1; servers that do not know that version may not take its header. */
    private static final List<KmipVersion> ASKED_IN = List.of(
            KmipVersion.V1_1, KmipVersion.V1_4, KmipVersion.V2_0, KmipVersion.V2_1, KmipVersion.V1_3, KmipVersion.V1_2);

    private final Exchanges exchanges;
    private final @Nullable KmipVersion pinned;
    private volatile @Nullable KmipVersion negotiated;

    VersionChoice(Exchanges exchanges, @Nullable KmipVersion pinned) {
        this.exchanges = exchanges;
        this.pinned = pinned;
    }

    Optional<KmipVersion> known() {
        return Optional.ofNullable(pinned == null ? negotiated : pinned);
    }

    KmipVersion get(Deadline deadline) throws KmipException {
        Optional<KmipVersion> known = known();
        if (known.isPresent()) {
            return known.get();
        }
        KmipVersion version = negotiate(deadline);
        negotiated = version;
        return version;
    }

    /** Asks anew the next time: the server may have been replaced. */
    void forget() {
        negotiated = null;
    }

    private KmipVersion negotiate(Deadline deadline) throws KmipException {
        for (KmipVersion header : ASKED_IN) {
            try {
                return newestOfBoth(ask(header, deadline));
            } catch (KmipOperationException e) {
                if (e.isBecause(ResultReason.OPERATION_NOT_SUPPORTED)) {
                    return KmipVersion.V1_0;
                }
                if (e.isBecause(ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
                        || e.isBecause(ResultReason.PERMISSION_DENIED)) {
                    throw e;
                }
                // A server that does not take this header is asked with the next one.
            }
        }
        // Servers of 1.0 do not know the operation, and say so in many ways.
        return KmipVersion.V1_0;
    }

    private List<KmipVersion> ask(KmipVersion header, Deadline deadline) throws KmipException {
        Exchanges.Exchange exchange =
                exchanges.exchange(header, List.of(new DiscoverVersions.Request(KmipVersion.SUPPORTED)), deadline);
        ResponseItem item =
                ResponseMatcher.match(exchange.request(), exchange.response()).get(0);
        return item.success(DiscoverVersions.Response.class).versions();
    }

    private static KmipVersion newestOfBoth(List<KmipVersion> theirs) throws KmipProtocolException {
        return KmipVersion.SUPPORTED.stream()
                .filter(theirs::contains)
                .findFirst()
                .orElseThrow(() -> new KmipProtocolException(
                        "no version in common: expected one of " + KmipVersion.SUPPORTED + ", found " + theirs));
    }
}
