// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import org.sectorkeep.engine.InPlaceResult;

/** What a finished operation in place says: one line of result, and warnings. */
final class InPlaceReport {
    private InPlaceReport() {}

    static void print(Context context, String verb, InPlaceResult result) {
        result.warnings().forEach(warning -> context.note("warning: " + warning));
        String keys = result.envelope()
                .map(envelope -> ", provider " + envelope.header().keyId().providerId() + ", key "
                        + envelope.header().keyId().keyId() + ", disk "
                        + envelope.header().diskId())
                .orElse("");
        context.note(verb + " '" + result.disk() + "' in place (" + Sizes.bytes(result.dataBytes()) + " of data" + keys
                + ")");
    }
}
