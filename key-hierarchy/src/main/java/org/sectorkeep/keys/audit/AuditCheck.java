// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.control.AuditHead;
import org.sectorkeep.keys.internal.audit.LogFolder;
import org.sectorkeep.keys.internal.audit.LogReader;

/**
 * What a look through a whole audit log found.
 *
 * @param log its file
 * @param lines how many lines it has
 * @param last its last line, if it has one
 * @param findings what is wrong: one line each, lower case, without a full stop; none if all is as it was written. After
 *     {@value #MAX_FINDINGS} the others are only counted
 */
public record AuditCheck(Path log, long lines, Optional<AuditHead> last, List<String> findings) {
    /** The most findings that are told one by one. */
    public static final int MAX_FINDINGS = LogReader.MAX_FINDINGS;

    /**
     * Keeps a copy of the findings.
     *
     * @param log its file
     * @param lines how many lines it has
     * @param last its last line, if it has one
     * @param findings what is wrong
     */
    public AuditCheck {
        findings = List.copyOf(findings);
    }

    /**
     * Looks through a log: changed, moved and missing lines, and with heads that were kept elsewhere also those missing at
     * the end. Lines that are added meanwhile may or may not be looked at.
     *
     * @param folder the folder of the log
     * @param heads former heads of this log; those of other logs are findings
     * @return what was found
     * @throws NoSuchFileException if there is no log, or its key is missing
     * @throws IOException if it cannot be read
     */
    public static AuditCheck of(Path folder, Collection<AuditHead> heads) throws IOException {
        LogFolder files = new LogFolder(folder);
        for (Path needed : List.of(files.log(), files.keyFile())) {
            if (!Files.exists(needed)) {
                throw new NoSuchFileException(needed.toString());
            }
        }
        try (SecretBytes key = files.key()) {
            LogReader.Result found = new LogReader(files.log(), key, heads).read();
            return new AuditCheck(files.log(), found.lines(), found.last(), found.findings());
        }
    }
}
