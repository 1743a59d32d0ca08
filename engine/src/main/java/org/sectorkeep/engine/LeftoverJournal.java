// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.engine.internal.inplace.Journal;
import org.sectorkeep.engine.internal.inplace.JournalHeader;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.vmdk.SideFile;

/**
 * A journal beside a disk whose descriptor names no operation: of one that had not begun to rewrite, or had been
 * committed. Any other is the last trace of an operation whose descriptor was replaced, and is not touched.
 */
final class LeftoverJournal {
    private LeftoverJournal() {}

    /** Removes it, if there is one; returns what it was about if that had been committed. */
    static Optional<JournalHeader> sweep(InPlaceDisk target) throws IOException {
        Path path = target.journalPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Optional<Journal.Summary> summary = peek(target, path);
        Optional<JournalHeader> committed =
                summary.filter(each -> isCommitted(each, target.lines())).map(Journal.Summary::header);
        boolean begun = summary.isPresent() && summary.get().progress() != Journal.Progress.NOTHING_REWRITTEN;
        if (begun && committed.isEmpty()) {
            throw new JournalFormatException(
                    path,
                    "it is of an operation that '" + target.path() + "' does not name: its descriptor was replaced");
        }
        target.disk().removeSideFile(path);
        return committed;
    }

    private static Optional<Journal.Summary> peek(InPlaceDisk target, Path path) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new JournalFormatException(path, "it is not a regular file");
        }
        try (SideFile file = target.disk().openSideFile(path)) {
            return Journal.peek(file);
        }
    }

    private static boolean isCommitted(Journal.Summary summary, EncryptionLines lines) {
        if (summary.progress() != Journal.Progress.ALL_REWRITTEN) {
            return false;
        }
        Envelope after = summary.header().after();
        return after == null
                ? !lines.isPresent()
                : lines.envelope().filter(text -> hasDekOf(text, after)).isPresent();
    }

    /** A later shallow rekey keeps the DEK. */
    private static boolean hasDekOf(String text, Envelope after) {
        try {
            return Envelope.ofBase64(text)
                    .header()
                    .dekId()
                    .equals(after.header().dekId());
        } catch (EnvelopeFormatException e) {
            return false;
        }
    }
}
