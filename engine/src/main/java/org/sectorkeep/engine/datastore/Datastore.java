// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.KeyId;

/**
 * A named set of devices under one KEK. How a volume's sectors are read is said by its descriptor alone; this says which
 * volumes there are, where, and what is being done to them.
 *
 * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
 * @param kek the KEK; empty if the datastore is not encrypted
 * @param volumes its volumes, at least one unless it is being created, in the order of their numbers
 * @param spare a device that belongs to it and holds nothing that is needed
 * @param headerCopies the folder where copies of headers are kept that are not on their devices
 * @param change what is being done and is unfinished
 */
public record Datastore(
        String name,
        Optional<KeyId> kek,
        List<Volume> volumes,
        Optional<Path> spare,
        Optional<Path> headerCopies,
        Optional<DatastoreChange> change) {
    /**
     * What is exported as one disk.
     *
     * @param number from 1 on; never given twice
     * @param device the device that it is on: its real path
     */
    public record Volume(int number, Path device) {}

    /**
     * Copies the list.
     *
     * @param name its name
     * @param kek the KEK
     * @param volumes its volumes
     * @param spare a device that holds nothing that is needed
     * @param headerCopies where copies of headers are kept
     * @param change what is unfinished
     */
    public Datastore {
        volumes = List.copyOf(volumes);
    }

    /**
     * The name under which a volume is served.
     *
     * @param number the volume
     * @return the datastore's name and the number
     */
    public String exportOf(int number) {
        return name + "-" + number;
    }

    /**
     * All devices that belong to it.
     *
     * @return those of the volumes, and the spare one
     */
    public List<Path> devices() {
        List<Path> all = new ArrayList<>();
        volumes.forEach(volume -> all.add(volume.device()));
        spare.ifPresent(all::add);
        return all;
    }

    Datastore with(DatastoreChange begun) {
        return new Datastore(name, kek, volumes, spare, headerCopies, Optional.of(begun));
    }

    Datastore withSpare(Path device) {
        return new Datastore(name, kek, volumes, Optional.of(device), headerCopies, change);
    }

    Datastore withHeaderCopies(Path folder) {
        return new Datastore(name, kek, volumes, spare, Optional.of(folder), change);
    }

    /** The same after a volume came to the spare device: what it was on is the next spare. */
    Datastore moved(Volume volume, DatastoreChange then) {
        List<Volume> others = new ArrayList<>();
        for (Volume each : volumes) {
            others.add(each.number() == volume.number() ? new Volume(volume.number(), spare.orElseThrow()) : each);
        }
        return new Datastore(name, kek, others, Optional.of(volume.device()), headerCopies, Optional.of(then));
    }

    Datastore finished(Optional<KeyId> newKek) {
        return new Datastore(name, newKek, volumes, spare, headerCopies, Optional.empty());
    }
}
