// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.audit.Actor;
import org.sectorkeep.keys.audit.AuditCheck;
import org.sectorkeep.keys.audit.AuditLog;
import org.sectorkeep.keys.control.AuditHead;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit …}: the log of who used which key for what. */
@Command(
        name = "audit",
        description = "Shows and verifies the audit log: who used which key for which disk.",
        synopsisSubcommandLabel = "(head | verify)")
final class AuditCommand extends CommandGroup {
    private final Context context;

    AuditCommand(Context context) {
        this.context = context;
    }

    private Path folder() {
        return context.home().resolve("audit");
    }

    @Command(
            name = "head",
            description = {
                "Prints the number and the MAC of the last line, for an outside system to keep.",
                "'audit verify --head' finds with it that lines are missing at the end."
            })
    int head(@Option(names = "--json", description = "print one JSON object") boolean json) throws IOException {
        context.prepareForKeys();
        try (AuditLog log = AuditLog.in(folder(), Actor.ofProcess("audit head", Optional.empty()))) {
            AuditHead head = log.head()
                    .orElseThrow(() -> new IOException(
                            "the audit log '" + folder().resolve("audit.log") + "' has no line: no key was used yet"));
            if (json) {
                context.terminal().resultText(Json.text(fields(head)));
            } else {
                context.terminal().result(head.text());
            }
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "verify",
            description = {
                "Looks through the whole log for lines that were changed, moved or removed; by the directory's and any"
                        + " given head also at its end. Exits with 4 if there are any.",
                "Who can write the log as its owner can write another one: only a head that is kept elsewhere shows that."
            })
    int verify(
            @Option(
                            names = "--head",
                            paramLabel = "H",
                            description = "what 'audit head' printed once; may be given several times")
                    @Nullable
                    List<String> heads,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        List<AuditHead> known = new ArrayList<>();
        for (String head : heads == null ? List.<String>of() : heads) {
            known.add(parse(head));
        }
        context.prepareForKeys();
        known.addAll(inDirectory());
        AuditCheck check = check(known);
        if (json) {
            context.terminal().resultText(Json.text(fields(check)));
        } else {
            check.findings().forEach(finding -> context.terminal().result("damaged: " + finding));
            context.terminal()
                    .result(check.log() + ": " + check.lines() + " lines, "
                            + (check.findings().isEmpty() ? "as they were written" : "NOT as they were written")
                            + (known.isEmpty()
                                    ? " (no head was at hand: lines missing at the end cannot be seen)"
                                    : ""));
        }
        return check.findings().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static AuditHead parse(String text) throws UsageException {
        try {
            return AuditHead.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "give what 'sectorkeep audit head' printed");
        }
    }

    /** A log that is gone altogether is found by the heads that are known of it. */
    private AuditCheck check(List<AuditHead> known) throws IOException {
        Path log = folder().resolve("audit.log");
        if (!Files.exists(log) && !known.isEmpty()) {
            return new AuditCheck(
                    log,
                    0,
                    Optional.empty(),
                    List.of("the log is missing, and had number " + known.get(0).sequence()));
        }
        return AuditCheck.of(folder(), known);
    }

    /** The embedded directory knows the logs of this installation alone; another one those of many. */
    private List<AuditHead> inDirectory() throws UsageException {
        DirectoryLocation location = context.directory();
        boolean embedded = location instanceof DirectoryLocation.Embedded;
        if (embedded && !Files.exists(context.home().resolve("directory.db"))) {
            return List.of();
        }
        try (ControlPlane directory = ControlPlane.open(location)) {
            if (embedded) {
                return directory.auditHeads().ofHost(Actor.hostName());
            }
            try (AuditLog log = AuditLog.in(folder(), Actor.ofProcess("audit verify", Optional.empty()))) {
                Optional<AuditHead> last = log.head();
                return last.isEmpty()
                        ? List.of()
                        : directory.auditHeads().find(last.get().logId()).stream()
                                .toList();
            }
        } catch (IOException e) {
            context.note("warning: the directory's head was not compared: " + Failure.message(e));
            return List.of();
        }
    }

    private static Map<String, @Nullable Object> fields(AuditHead head) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("logId", head.logId());
        fields.put("sequence", head.sequence());
        fields.put("mac", head.macHex());
        fields.put("head", head.text());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(AuditCheck check) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", check.log().toString());
        fields.put("sound", check.findings().isEmpty());
        fields.put("lines", check.lines());
        fields.put("head", check.last().map(AuditHead::text).orElse(null));
        fields.put("findings", check.findings());
        return fields;
    }
}
