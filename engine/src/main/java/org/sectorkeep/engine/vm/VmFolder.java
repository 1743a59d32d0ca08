// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What belongs to a machine, as its files say.
 *
 * @param vmx its settings; their path is a real one
 * @param disks its disks
 * @param streams real paths of the other files that are encrypted when the machine is, in the order of their names
 */
record VmFolder(VmxFile vmx, VmDisks disks, List<Path> streams) {
    private static final String VMX_ENDING = ".vmx";
    private static final String SNAPSHOTS_ENDING = ".vmsd";
    private static final List<String> STREAM_KEYS =
            List.of("nvram", "checkpoint.vmState", "checkpoint.vmState.readOnly", "sched.swap.derivedName");
    private static final List<String> OTHER_FOLDER_KEYS = List.of("workingDir", "suspend.directory");
    private static final Pattern SNAPSHOT_FILE = Pattern.compile("(?i)snapshot[0-9]+\\.filename");

    /** The machine of a folder, or of a {@code .vmx} file. */
    static VmFolder read(Path vm) throws IOException {
        VmxFile vmx = VmxFile.read(findVmx(vm));
        Optional<VmxFile> snapshots = snapshots(vmx.path());
        List<VmDevice> devices = new ArrayList<>(VmDevice.ofMachine(vmx));
        if (snapshots.isPresent()) {
            devices.addAll(VmDevice.ofSnapshots(snapshots.get()));
        }
        return new VmFolder(vmx, VmDisks.of(devices), streams(vmx, snapshots));
    }

    static Path findVmx(Path vm) throws IOException {
        if (Files.isRegularFile(vm)) {
            if (!lowerName(vm).endsWith(VMX_ENDING)) {
                throw new VmRefusedException(
                        "'" + vm + "' is no folder of a machine and no file of kind " + VMX_ENDING);
            }
            return vm.toRealPath();
        }
        if (!Files.exists(vm)) {
            throw new NoSuchFileException(vm.toString());
        }
        List<Path> found = files(vm).stream()
                .filter(file -> lowerName(file).endsWith(VMX_ENDING))
                .toList();
        if (found.size() != 1) {
            throw new VmRefusedException("'" + vm + "' has " + found.size() + " files of kind " + VMX_ENDING
                    + ", expected one" + (found.isEmpty() ? "" : ": name the one that is meant"));
        }
        return found.get(0).toRealPath();
    }

    /** {@code web01.vmx} has {@code web01.vmsd}. */
    private static Optional<VmxFile> snapshots(Path vmx) throws IOException {
        Path list = vmx.resolveSibling(baseName(vmx) + SNAPSHOTS_ENDING);
        return Files.exists(list) ? Optional.of(VmxFile.read(list)) : Optional.empty();
    }

    static String baseName(Path vmx) {
        String name = Objects.requireNonNull(vmx.getFileName()).toString();
        return name.substring(0, name.length() - VMX_ENDING.length());
    }

    private static List<Path> streams(VmxFile vmx, Optional<VmxFile> snapshots) throws IOException {
        Set<Path> streams = new TreeSet<>();
        for (Path file : files(Objects.requireNonNull(vmx.path().getParent()))) {
            addStream(file, streams);
        }
        for (String key : OTHER_FOLDER_KEYS) {
            addStreamsOf(vmx, key, streams);
        }
        for (String key : STREAM_KEYS) {
            addNamed(vmx, key, streams);
        }
        if (snapshots.isPresent()) {
            for (String key : snapshots.get().keys()) {
                if (SNAPSHOT_FILE.matcher(key).matches()) {
                    addNamed(snapshots.get(), key, streams);
                }
            }
        }
        return List.copyOf(streams);
    }

    private static void addStream(Path file, Set<Path> streams) throws IOException {
        if (StreamRole.of(file).isPresent() && Files.isRegularFile(file)) {
            Path real = file.toRealPath();
            if (StreamRole.of(real).isEmpty()) {
                throw new VmRefusedException("'" + file + "' is a link to '" + real + "', which is of another kind");
            }
            streams.add(real);
        }
    }

    /** In a folder that other machines may use, too, only what is named after this one. */
    private static void addStreamsOf(VmxFile vmx, String key, Set<Path> streams) throws IOException {
        Optional<String> named = vmx.value(key).filter(value -> !value.isBlank());
        if (named.isEmpty()) {
            return;
        }
        Path folder = VmDevice.resolve(vmx, key, named.get());
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path file : files(folder)) {
            String name = Objects.requireNonNull(file.getFileName()).toString();
            if (name.startsWith(baseName(vmx.path()))) {
                addStream(file, streams);
            }
        }
    }

    /** What is named and not there was not made yet, or is gone with the last power-off. */
    private static void addNamed(VmxFile settings, String key, Set<Path> streams) throws IOException {
        Optional<String> named = settings.value(key).filter(value -> !value.isBlank());
        if (named.isEmpty()) {
            return;
        }
        Path file = VmDevice.resolve(settings, key, named.get());
        if (StreamRole.of(file).isEmpty()) {
            throw new VmRefusedException("'" + settings.path() + "' names '" + named.get() + "' in '" + key
                    + "', expected a file of kind " + String.join(", ", StreamRole.endings()));
        }
        addStream(file, streams);
    }

    /** The files of a folder, in the order of their names. */
    static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        files.sort(Path::compareTo);
        return files;
    }

    static String lowerName(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString().toLowerCase(Locale.ROOT);
    }
}
