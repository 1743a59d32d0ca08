// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.engine.inventory.FileLook;
import org.sectorkeep.engine.inventory.Inventory;
import org.sectorkeep.keys.audit.Actor;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.ObjectLocation;
import org.sectorkeep.keys.control.ProtectedObject;
import org.sectorkeep.keys.control.Seen;

/** Tells the directory what the files of a command say after it. */
final class DiskReport {
    private static final String RESTORE = "envelope restore";

    private final Context context;
    private final CommandScope scope;
    private final String host = Actor.hostName();

    DiskReport(Context context, CommandScope scope) {
        this.context = context;
        this.scope = scope;
    }

    void tell(ControlPlane directory, int exitCode) throws IOException {
        Inventory inventory = Inventory.of(files());
        Map<Path, Path> machines = inventory.machines();
        List<ProtectedObject> seen = new ArrayList<>();
        List<ObjectLocation> gone = new ArrayList<>();
        for (FileLook look : inventory.looks()) {
            if (look.isEncrypted()) {
                seen.add(look.object(
                        host, Optional.ofNullable(machines.get(look.path())).map(Path::toString)));
            } else {
                gone.add(new ObjectLocation(host, look.path().toString()));
            }
        }
        directory.objects().forgetAll(gone);
        if (scope.command().equals(RESTORE) && exitCode == ExitCode.DONE) {
            acceptRestored(directory, seen);
        }
        observe(directory, seen);
    }

    /** The envelope was put back on purpose. */
    private void acceptRestored(ControlPlane directory, List<ProtectedObject> seen) throws IOException {
        Path disk = scope.subject().orElseThrow().toRealPath();
        for (ProtectedObject each : seen) {
            if (each.location().path().equals(disk.toString())) {
                directory.objects().accept(each);
            }
        }
    }

    private void observe(ControlPlane directory, List<ProtectedObject> seen) throws IOException {
        List<Seen> answers = directory.objects().observeAll(seen);
        for (int i = 0; i < seen.size(); i++) {
            if (answers.get(i) == Seen.ROLLED_BACK) {
                context.note("warning: '" + seen.get(i).location().path()
                        + "' has an older envelope than it had before: it was put back, or is an old copy");
            }
        }
    }

    /** What the command named, as far as it is there, and the descriptor that a raw image may have got. */
    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path subject : scope.subjects()) {
            if (Files.exists(subject)) {
                files.add(subject);
            }
            Path descriptor = descriptorOf(subject);
            if (Files.isRegularFile(descriptor)) {
                files.add(descriptor);
            }
        }
        return files;
    }

    private static Path descriptorOf(Path image) {
        String name = Objects.requireNonNullElse(image.getFileName(), image).toString();
        int dot = name.lastIndexOf('.');
        return image.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".vmdk");
    }
}
