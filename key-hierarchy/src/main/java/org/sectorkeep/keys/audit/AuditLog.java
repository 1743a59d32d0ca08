// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.audit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KeyUse;
import org.sectorkeep.keys.KeyUseListener;
import org.sectorkeep.keys.control.AuditHead;
import org.sectorkeep.keys.internal.audit.ChainedLine;
import org.sectorkeep.keys.internal.audit.LineText;
import org.sectorkeep.keys.internal.audit.LogFile;
import org.sectorkeep.keys.internal.audit.LogFolder;

/**
 * Writes the audit log of one installation, to which several processes append. Each line is numbered and has a MAC that
 * covers the line before, under a key that is made at the first use.
 *
 * <p>It shows that lines were changed, moved, or removed in the middle; that lines are missing at the end only together
 * with a {@linkplain AuditHead head} that is kept elsewhere. Whoever has the key, as the user that writes the log does,
 * can write another log. Nothing is touched before the first use. Thread-safe.
 */
public final class AuditLog implements KeyUseListener, AutoCloseable {
    private final LogFolder files;
    private final Actor actor;
    private final InstantSource clock;
    private @Nullable SecretBytes key;
    private long unrecorded;
    private long appended;
    private boolean closed;

    private AuditLog(LogFolder files, Actor actor, InstantSource clock) {
        this.files = files;
        this.actor = actor;
        this.clock = clock;
    }

    /**
     * The log of an installation.
     *
     * @param folder its folder, made with mode 0700 at the first use
     * @param actor who uses keys here
     * @return the log, to be closed by the caller
     */
    public static AuditLog in(Path folder, Actor actor) {
        return new AuditLog(new LogFolder(folder), actor, InstantSource.system());
    }

    static AuditLog in(Path folder, Actor actor, InstantSource clock) {
        return new AuditLog(new LogFolder(folder), actor, clock);
    }

    /**
     * Adds a line. Those of new keys and envelopes are on the device when this returns, the others with the next of these.
     *
     * @param use what is recorded
     * @throws KeyUnavailableException with {@link Reason#NOT_RECORDED} if the log cannot be written; the next line that can
     *     be tells how many are missing before it
     */
    @Override
    public synchronized void used(KeyUse use) throws KeyUnavailableException {
        try {
            append(use);
            unrecorded = 0;
            appended++;
        } catch (IOException e) {
            unrecorded++;
            throw new KeyUnavailableException(Reason.NOT_RECORDED, problem(e), e);
        }
    }

    private String problem(IOException failure) {
        String detail = failure instanceof FileSystemException file && file.getReason() == null
                ? "'" + file.getFile() + "' cannot be used ("
                        + failure.getClass().getSimpleName() + ")"
                : String.valueOf(failure.getMessage());
        return "the audit log '" + files.log() + "' cannot be written: " + detail;
    }

    private void append(KeyUse use) throws IOException {
        if (closed) {
            throw new IOException("it is closed");
        }
        files.create();
        files.locked(() -> {
            SecretBytes macKey = keyOrNew();
            try (LogFile log = LogFile.open(files.log())) {
                LogFile.Tail tail = log.tail();
                long number = tail.last().map(ChainedLine::number).orElse(0L) + 1;
                String before = tail.last().map(ChainedLine::macHex).orElse(ChainedLine.NO_MAC);
                String text = LineText.of(number, clock.instant(), actor, use, unrecorded);
                log.append(
                        tail.endBytes(),
                        ChainedLine.next(macKey, before, number, text).bytes());
                if (use.action().mustBeRecorded()) {
                    log.forceOrTakeBack(tail.endBytes());
                }
            }
        });
    }

    private SecretBytes keyOrNew() throws IOException {
        SecretBytes present = key;
        if (present == null) {
            present = files.keyOrNew();
            key = present;
        }
        return present;
    }

    /**
     * How many lines this process added.
     *
     * @return 0 if no key was used yet
     */
    public synchronized long appendedLines() {
        return appended;
    }

    /**
     * The last line, forced to the device before it is told to anybody.
     *
     * @return the head; empty if the log has no line
     * @throws IOException if the log cannot be read or forced
     */
    public synchronized Optional<AuditHead> head() throws IOException {
        if (closed || !LogFile.isThere(files.log())) {
            return Optional.empty();
        }
        List<AuditHead> found = new ArrayList<>();
        files.locked(() -> {
            String id = LogFolder.logId(keyOrNew());
            try (LogFile log = LogFile.open(files.log())) {
                log.force();
                log.tail()
                        .last()
                        .map(line -> new AuditHead(id, line.number(), line.macHex()))
                        .ifPresent(found::add);
            }
        });
        return found.stream().findFirst();
    }

    /**
     * Whether a line that was the last one once is still in the log. Its MAC is compared, not verified.
     *
     * @param head what was the last line
     * @return false if the line is missing, or another
     * @throws IOException if the log cannot be read
     */
    public boolean holds(AuditHead head) throws IOException {
        try (LogFile log = LogFile.read(files.log())) {
            return log.macOf(head.sequence()).equals(Optional.of(head.macHex()));
        }
    }

    /** Wipes the key. Nothing can be recorded any more. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        if (key != null) {
            key.close();
            key = null;
        }
    }
}
