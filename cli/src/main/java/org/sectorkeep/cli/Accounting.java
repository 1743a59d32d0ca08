// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUseListener;
import org.sectorkeep.keys.audit.Actor;
import org.sectorkeep.keys.audit.AuditLog;
import org.sectorkeep.keys.control.AuditHead;
import org.sectorkeep.keys.control.AuditHeads;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryLocation;

/**
 * Accounts for the keys that one command uses: each use is a line of the audit log, and when the command is done the
 * directory is told of what its files say then, and of the log's last line. The disks are the truth: what the directory
 * cannot be told is a warning, and found again by {@code key audit}. A command that uses no key touches neither.
 */
final class Accounting {
    private final Context context;
    private final CommandScope scope;
    private final DirectoryLocation location;
    private @Nullable AuditLog log;
    private @Nullable DirectoryLink link;
    private final Object keeping = new Object();
    private long keptLines;
    private boolean finished;

    Accounting(Context context, CommandScope scope, DirectoryLocation location) {
        this.context = context;
        this.scope = scope;
        this.location = location;
    }

    /** Made at the first use of a key: most commands that look at disks use none. */
    private synchronized AuditLog log() {
        AuditLog present = log;
        if (present == null) {
            Actor actor = Actor.ofProcess(scope.command(), scope.subject());
            present = AuditLog.in(context.home().resolve("audit"), actor);
            log = present;
        }
        return present;
    }

    /** Is told of each use of a key. */
    KeyUseListener listener() {
        return use -> {
            begin();
            log().used(use);
        };
    }

    /** Keeps the log's last line in the directory now, if lines were added: what runs for long does that meanwhile. */
    void keepHeadNow() {
        synchronized (keeping) { // not what a key's user would wait for
            long lines = log().appendedLines();
            if (lines != keptLines) {
                try (ControlPlane directory = ControlPlane.open(location)) {
                    keepHead(directory.auditHeads()).ifPresent(warning -> context.note("warning: " + warning));
                    keptLines = lines;
                } catch (IOException | RuntimeException e) {
                    context.note("warning: the directory was not told: " + Failure.message(e));
                }
            }
        }
    }

    private synchronized void begin() {
        if (link == null) {
            link = DirectoryLink.begin(location);
        }
    }

    /** Tells the directory, if there is anything to tell. */
    synchronized void finish(int exitCode) {
        DirectoryLink opening = link;
        if (opening != null && !finished) {
            try (ControlPlane directory = opening.open()) {
                DiskReport report = new DiskReport(context, scope);
                report.tell(directory, exitCode);
                keepHead(directory.auditHeads()).ifPresent(warning -> context.note("warning: " + warning));
            } catch (IOException | RuntimeException e) {
                context.note("warning: the directory was not told: " + Failure.message(e));
                context.note("sectorkeep key audit DIR brings it up to date");
            }
        }
        finished = true;
        if (log != null) {
            log.close();
        }
    }

    /** Keeps the log's last line outside of it, unless what was kept before shows that lines are missing. */
    private Optional<String> keepHead(AuditHeads heads) throws IOException {
        Optional<AuditHead> head = log().head();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        Optional<AuditHead> former = heads.find(head.get().logId());
        if (former.isPresent() && !log().holds(former.get())) {
            return Optional.of("the audit log is not the one that the directory knows: sectorkeep audit verify");
        }
        heads.keep(Actor.hostName(), head.get());
        return Optional.empty();
    }
}
