// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.control.AuditHead;

/** Reads a whole log once, line by line, and says what is not as it was written. */
public final class LogReader {
    /** The most findings that are told one by one. */
    public static final int MAX_FINDINGS = 100;

    private static final int MAX_LINE_BYTES = 1 << 20;

    private final Path log;
    private final SecretBytes key;
    private final String logId;
    private final Collection<AuditHead> heads;
    private final Map<Long, String> macsOfHeads = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long findingCount;
    private long position;
    private @Nullable ChainedLine last;

    /** What was found: how many lines, the last of them, and what is wrong, one line each. */
    public record Result(long lines, Optional<AuditHead> last, List<String> findings) {}

    /** Reads a log with its key; the heads are former ones of it. */
    public LogReader(Path log, SecretBytes key, Collection<AuditHead> heads) {
        this.log = log;
        this.key = key;
        this.logId = LogFolder.logId(key);
        this.heads = List.copyOf(heads);
    }

    /** Reads all of it. */
    public Result read() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(log), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int each = in.read(); each >= 0; each = in.read()) {
                if (each == '\n') {
                    whole(line.toString(StandardCharsets.ISO_8859_1));
                    line.reset();
                } else if (line.size() < MAX_LINE_BYTES) {
                    line.write(each);
                }
            }
            if (line.size() > 0) {
                found("the log ends in the middle of a line, behind line " + position);
            }
        }
        heads.forEach(this::compare);
        if (findingCount > findings.size()) {
            findings.add("and " + (findingCount - findings.size()) + " more");
        }
        ChainedLine end = last;
        return new Result(
                position,
                Optional.ofNullable(end).map(line -> new AuditHead(logId, line.number(), line.macHex())),
                List.copyOf(findings));
    }

    private void found(String finding) {
        findingCount++;
        if (findingCount <= MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    private void whole(String text) {
        position++;
        Optional<ChainedLine> parsed = ChainedLine.parse(text);
        if (parsed.isEmpty()) {
            found("line " + position + " is no line of an audit log");
            return;
        }
        ChainedLine line = parsed.get();
        ChainedLine before = last;
        long expected = before == null ? 1 : before.number() + 1;
        if (line.number() > expected) {
            found(missing(expected, line.number() - 1) + " before line " + position);
        } else if (line.number() < expected) {
            found("line " + position + " has number " + line.number() + ", expected " + expected
                    + ": it was moved, repeated or added");
        } else if (!line.follows(key, before == null ? ChainedLine.NO_MAC : before.macHex())) {
            found("line " + position + " (number " + line.number() + ") was changed, or the MAC of the line before it");
        }
        last = line;
        for (AuditHead head : heads) {
            if (head.sequence() == line.number()) {
                macsOfHeads.putIfAbsent(line.number(), line.macHex());
            }
        }
    }

    private static String missing(long first, long last) {
        return first == last ? "number " + first + " is missing" : "numbers " + first + " to " + last + " are missing";
    }

    private void compare(AuditHead head) {
        if (!head.logId().equals(logId)) {
            found("this is the log " + logId + ", the head of number " + head.sequence()
                    + " that was kept is of the log " + head.logId() + ": it was removed, or begun anew");
            return;
        }
        String mac = macsOfHeads.get(head.sequence());
        if (mac == null) {
            ChainedLine end = last;
            found("number " + head.sequence() + " was the last line once, and is missing: the log ends with number "
                    + (end == null ? 0 : end.number()));
        } else if (!mac.equals(head.macHex())) {
            found("number " + head.sequence() + " is another line than it was when it was the last one");
        }
    }
}
