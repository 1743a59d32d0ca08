// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.Operation;

/**
 * A call that has ended.
 *
 * @param server who was asked
 * @param operation the operation; of a batch, that of its first item
 * @param itemCount how many items the batch had
 * @param took from the call to its end, with retries and polls
 * @param failureOrNull why it failed, or null; failures of single items of a batch are not seen here
 */
public record KmipCall(
        KmipServer server,
        Enumerated<Operation> operation,
        int itemCount,
        Duration took,
        @Nullable KmipException failureOrNull) {
    /**
     * Why it failed.
     *
     * @return nothing if it succeeded
     */
    public Optional<KmipException> failure() {
        return Optional.ofNullable(failureOrNull);
    }
}
