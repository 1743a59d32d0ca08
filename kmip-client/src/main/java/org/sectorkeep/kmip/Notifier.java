// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener, whose failures are not ours. */
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(KmipListener.class);

    private final KmipListener listener;

    Notifier(KmipListener listener) {
        this.listener = listener;
    }

    void tell(Consumer<KmipListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed: {}", e.toString());
        }
    }
}
