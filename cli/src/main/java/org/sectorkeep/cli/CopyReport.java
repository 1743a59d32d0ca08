// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.sectorkeep.engine.CopyResult;

/** What a finished copy says: one line of result, and warnings. */
final class CopyReport {
    private CopyReport() {}

    static void print(Context context, String verb, Path source, CopyResult result) {
        result.warnings().forEach(warning -> context.note("warning: " + warning));
        StringBuilder line = new StringBuilder();
        line.append(verb)
                .append(" '")
                .append(source)
                .append("' to '")
                .append(result.destination())
                .append("' (")
                .append(Sizes.bytes(result.dataBytes()))
                .append(" of data");
        result.envelope()
                .ifPresent(envelope -> line.append(", provider ")
                        .append(envelope.header().keyId().providerId())
                        .append(", key ")
                        .append(envelope.header().keyId().keyId())
                        .append(", disk ")
                        .append(envelope.header().diskId()));
        context.note(line.append(')').toString());
    }
}
