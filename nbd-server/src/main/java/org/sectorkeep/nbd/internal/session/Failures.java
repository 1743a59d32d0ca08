// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.sectorkeep.nbd.NbdError;
import org.sectorkeep.nbd.NbdRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a request that failed. Messages of a device may name files, and stay in the log. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final List<String> FULL = List.of("no space left", "quota exceeded", "file too large");

    private Failures() {}

    static NbdRequestException of(Throwable failure, String exportName) {
        if (failure instanceof NbdRequestException refusal) {
            return refusal;
        }
        LOG.warn("export '{}': a request failed: {}", exportName, failure.toString());
        if (failure instanceof OutOfMemoryError) {
            return new NbdRequestException(NbdError.ENOMEM, NbdError.ENOMEM.text());
        }
        NbdError error = failure instanceof IOException && saysFull(failure) ? NbdError.ENOSPC : NbdError.EIO;
        return new NbdRequestException(error, error.text());
    }

    private static boolean saysFull(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(message::contains);
    }
}
