// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.sectorkeep.engine.internal.inplace.Journal;
import org.sectorkeep.vmdk.SideFile;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * An operation in place that was begun and not finished, as the files tell of it; not authenticated.
 *
 * @param name what the descriptor calls it: "encrypt", "decrypt" or "rekey", and its id; or that and "of the whole chain", of
 *     the topmost link of a chain whose operation stopped before this link
 * @param resilience "checksum" or "journal"; empty if there is no journal that tells, and of a whole chain
 * @param doneBytes bytes of content that are rewritten for certain; empty if there is no journal that tells
 * @param totalBytes bytes of content in all; empty if there is no journal that tells
 */
public record UnfinishedOperation(
        String name, Optional<String> resilience, OptionalLong doneBytes, OptionalLong totalBytes) {
    /** What is unfinished on a disk that is open. */
    static Optional<UnfinishedOperation> of(VirtualDisk disk, EncryptionLines lines) throws IOException {
        return lines.operation().isEmpty()
                ? ofChain(disk)
                : Optional.of(of(lines.operation().get(), journal(disk)));
    }

    /** What is unfinished on the whole chain below a disk, which itself is in the middle of nothing. */
    private static Optional<UnfinishedOperation> ofChain(VirtualDisk disk) throws IOException {
        Optional<ChainRecord> record = ChainRecord.read(disk.path());
        if (record.isEmpty()) {
            return Optional.empty();
        }
        List<ChainState.Link> links = ChainState.of(disk).links();
        List<ChainState.Link> done = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            if (!record.get().isLeft(links.get(i), i)) {
                done.add(links.get(i));
            }
        }
        return Optional.of(new UnfinishedOperation(
                record.get().kind().label() + " of the whole chain",
                Optional.empty(),
                OptionalLong.of(ChainState.ownBytes(done)),
                OptionalLong.of(ChainState.ownBytes(links))));
    }

    private static UnfinishedOperation of(String name, Optional<Journal.Summary> journal) {
        if (journal.isEmpty() || !name.endsWith(journal.get().header().id().hex())) {
            return new UnfinishedOperation(name, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
        }
        Journal.Summary summary = journal.get();
        return new UnfinishedOperation(
                name,
                Optional.of(summary.header().resilience().name().toLowerCase(Locale.ROOT)),
                OptionalLong.of(summary.doneBytes()),
                OptionalLong.of(summary.totalBytes()));
    }

    private static Optional<Journal.Summary> journal(VirtualDisk disk) throws IOException {
        Path path = InPlaceDisk.journalOf(disk.path());
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (SideFile file = disk.openSideFile(path)) {
            return Journal.peek(file);
        } catch (JournalFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Says it in a few words.
     *
     * @return one line, lower case, without a full stop
     */
    public String text() {
        return doneBytes.isPresent()
                ? name + ": " + doneBytes.getAsLong() + " of "
                        + totalBytes.orElse(0) + " bytes done"
                        + resilience.map(each -> ", resilience " + each).orElse("")
                : name + ": its journal is missing or damaged";
    }
}
