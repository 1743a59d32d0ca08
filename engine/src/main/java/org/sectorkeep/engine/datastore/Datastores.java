// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * The datastores of a host: one folder for each, with its description, {@code datastore.json}, and for each volume a
 * descriptor, which says where it is and how its sectors are read, the header if that is not on the device, and the journal
 * of an operation in place. Thread-safe.
 */
public final class Datastores {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final String DESCRIPTION = "datastore.json";

    private final Path folder;

    private Datastores(Path folder) {
        this.folder = folder;
    }

    /**
     * The datastores of an installation. Descriptors there may name devices in this process from now on.
     *
     * @param sectorkeepHome {@code $SECTORKEEP_HOME}; need not exist
     * @return its datastores
     */
    public static Datastores in(Path sectorkeepHome) {
        Path folder = sectorkeepHome.toAbsolutePath().normalize().resolve("datastores");
        VirtualDisk.trustDescriptorsIn(folder);
        return new Datastores(folder);
    }

    /**
     * All of them.
     *
     * @return their names, in order
     * @throws IOException if the folder cannot be read
     */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> Files.exists(each.resolve(DESCRIPTION)))
                    .map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads one.
     *
     * @param name its name
     * @return what its description says
     * @throws DatastoreRefusedException if there is none of that name, or its description is damaged
     * @throws IOException if it cannot be read
     */
    public Datastore read(String name) throws IOException {
        if (!exists(name)) {
            throw new DatastoreRefusedException("there is no datastore '" + name + "'");
        }
        return DatastoreFile.read(description(name));
    }

    /**
     * Whether there is one of a name.
     *
     * @param name the name
     * @return {@code true} if there is
     * @throws IllegalArgumentException if no datastore can have that name
     */
    public boolean exists(String name) {
        return Files.exists(description(name));
    }

    /**
     * The descriptor of a volume, by which it is opened and served.
     *
     * @param name the datastore
     * @param number the volume
     * @return the file; need not exist
     */
    public Path descriptor(String name, int number) {
        return folder(name).resolve(number + ".vmdk");
    }

    List<Datastore> all() throws IOException {
        List<Datastore> all = new ArrayList<>();
        for (String name : names()) {
            all.add(read(name));
        }
        return all;
    }

    /**
     * Refuses what no datastore can be called.
     *
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException if it is not 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a datastore's name is 1 to 64 of a-z 0-9 . _ -, beginning with a letter"
                    + " or digit, found '" + name + "'");
        }
        return name;
    }

    Path folder(String name) {
        return folder.resolve(requireName(name));
    }

    private Path description(String name) {
        return folder(name).resolve(DESCRIPTION);
    }

    /** Makes the folder, for its owner only. */
    void makeFolder(String name) throws IOException {
        Files.createDirectories(
                folder(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Writes a description: from then on that is what holds. */
    void write(Datastore datastore) throws IOException {
        DatastoreFile.write(description(datastore.name()), datastore);
    }

    /** Forgets a datastore: its description first. */
    void remove(Datastore datastore) throws IOException {
        WholeFile.delete(description(datastore.name()));
        for (Datastore.Volume volume : datastore.volumes()) {
            Files.deleteIfExists(descriptor(datastore.name(), volume.number()));
        }
    }
}
