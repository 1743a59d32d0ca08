// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.DiskCheck;
import org.sectorkeep.engine.DiskCheck.Finding;
import org.sectorkeep.engine.DiskCheck.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check DISK}: is the structure sound, does the envelope open, is anything unfinished. */
@Command(
        name = "check",
        description = {
            "Checks a disk: structure sound? envelope opens? anything unfinished?",
            "Exits with 0 when all is sound, 3 when the key cannot be had, 4 when something is damaged, 5 when something"
                    + " is unfinished."
        })
final class CheckCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", description = "a VMDK descriptor, a sparse VMDK, a raw image or a LUKS file")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(
            names = "--accept-foreign-writes",
            description = "take the content as it is after a program wrote to it that does not know the encryption")
    private boolean acceptForeignWrites;

    @Option(
            names = "--repair",
            description = "write the damaged one of a sparse file's two grain directories anew from the sound one")
    private boolean repair;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    CheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        if (repair) {
            repair();
        }
        if (acceptForeignWrites && DiskCheck.acceptForeignWrites(disk)) {
            context.note("accepted the foreign writes to '" + disk + "'");
        }
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            DiskCheck check = DiskCheck.run(disk, Optional.of(ring.keys()));
            report(check);
            return exitCode(check.worst());
        }
    }

    private void repair() throws IOException {
        List<String> done = DiskCheck.repair(disk);
        done.forEach(line -> context.note("repaired: " + line));
        if (done.isEmpty()) {
            context.note("nothing to repair in the grain directories of '" + disk + "'");
        }
    }

    private void report(DiskCheck check) {
        boolean sound = exitCode(check.worst()) == ExitCode.DONE;
        if (json) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("path", disk.toString());
            object.put("sound", sound);
            object.put(
                    "findings",
                    check.findings().stream().map(CheckCommand::fields).toList());
            context.terminal().resultText(Json.text(object));
            return;
        }
        List<Finding> findings = check.findings();
        findings.forEach(finding -> context.terminal().result(label(finding.severity()) + ": " + finding.message()));
        context.terminal().result(disk + ": " + (sound ? "sound" : "NOT sound"));
    }

    private static Map<String, String> fields(Finding finding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("severity", label(finding.severity()));
        fields.put("message", finding.message());
        return fields;
    }

    private static String label(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int exitCode(Severity worst) {
        return switch (worst) {
            case DAMAGED -> ExitCode.REFUSED;
            case UNFINISHED -> ExitCode.UNFINISHED;
            case KEY_UNAVAILABLE -> ExitCode.KEY_UNAVAILABLE;
            case WARNING, INFO -> ExitCode.DONE;
        };
    }
}
