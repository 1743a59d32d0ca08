// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.ManyFiles;

/** The files that one disk holds open; the same file once, however many extents lie in it. */
final class ExtentFiles implements Closeable {
    private final FileLayer layer;
    private final Path descriptorPath;
    private final Path folder;
    private final LockMode mode;
    private final Map<Path, LockedFile> open = new HashMap<>();
    private final List<Closeable> others = new ArrayList<>();

    /** The path must be a real one: absolute and without links. */
    ExtentFiles(FileLayer layer, Path descriptorPath, LockMode mode) {
        this.layer = layer;
        this.descriptorPath = descriptorPath;
        this.folder = Objects.requireNonNull(descriptorPath.getParent());
        this.mode = mode;
    }

    void adopt(LockedFile file) {
        open.put(file.path(), file);
    }

    /** Takes over what is to be closed with the files. */
    void adopt(Closeable other) {
        others.add(other);
    }

    /** Closes a file that is not needed any more. */
    void dismiss(LockedFile file) throws IOException {
        open.remove(file.path());
        file.close();
    }

    /** Opens the file of an extent line. */
    LockedFile open(String name) throws IOException {
        boolean trusted = TrustedFolders.contain(folder);
        Path path = trusted ? real(Path.of(name)) : realPath(name);
        LockedFile file = open.get(path);
        if (file == null) {
            file = trusted ? FileRegistry.openDevice(layer, path, mode) : FileRegistry.open(layer, path, mode);
            open.put(path, file);
        }
        return file;
    }

    private Path realPath(String name) throws IOException {
        Path real = real(resolved(name));
        if (!real.startsWith(folder)) {
            throw outside(name);
        }
        if (real.equals(descriptorPath)) {
            throw new VmdkFormatException(descriptorPath, "descriptor", "extent", 0, "names the descriptor itself");
        }
        return real;
    }

    private Path real(Path path) throws IOException {
        try {
            return folder.resolve(path).toRealPath();
        } catch (NoSuchFileException e) {
            throw (IOException) new NoSuchFileException(
                            path.toString(), null, "missing, though '" + descriptorPath + "' names it as an extent")
                    .initCause(e);
        }
    }

    private Path resolved(String name) throws IOException {
        Path relative;
        try {
            relative = Path.of(name);
        } catch (InvalidPathException e) {
            throw new VmdkFormatException(
                    descriptorPath, "descriptor", "extent", 0, "no file can have the name it gives: " + e.getReason());
        }
        Path path = folder.resolve(relative).normalize();
        boolean climbs = name.isEmpty() || relative.isAbsolute() || !path.startsWith(folder);
        if (isDevice(name) || climbs || path.equals(folder)) {
            throw outside(name);
        }
        return path;
    }

    private UnsupportedDiskException outside(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return new UnsupportedDiskException(
                descriptorPath,
                "its extent '" + shown + "' is " + (isDevice(name) ? "a device" : "outside the descriptor's folder"));
    }

    /** As Linux and Windows name them. */
    private static boolean isDevice(String name) {
        return name.startsWith("/dev/") || name.startsWith("\\\\.\\");
    }

    @Override
    public void close() throws IOException {
        List<Closeable> all = new ArrayList<>(open.values());
        all.addAll(others);
        ManyFiles.close(all);
    }
}
