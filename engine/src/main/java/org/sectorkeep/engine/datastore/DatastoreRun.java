// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.engine.OperationStoppedException;
import org.sectorkeep.engine.datastore.Datastore.Volume;
import org.sectorkeep.engine.datastore.DatastoreChange.Kind;
import org.sectorkeep.engine.datastore.DatastoreChange.Leftovers;
import org.sectorkeep.engine.datastore.DatastoreChange.Way;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;

/**
 * An operation on a datastore that its description tells of, from wherever it is to its end, one volume after the other. What
 * a volume is says its descriptor: each step looks there whether it is done already.
 */
final class DatastoreRun {
    private final Datastores datastores;
    private final HostKeys keys;
    private final VolumeWork work;
    private final Evacuator evacuator;
    private final DatastoreSteps steps;
    private final InPlaceOptions options;
    private final DatastoreProgress progress;
    private final DatastoreChange begun;
    private Datastore datastore;

    DatastoreRun(
            Datastores datastores,
            HostKeys keys,
            VolumeWork work,
            Evacuator evacuator,
            DatastoreSteps steps,
            InPlaceOptions options,
            Datastore datastore)
            throws IOException {
        this.datastores = datastores;
        this.keys = keys;
        this.work = work;
        this.evacuator = evacuator;
        this.steps = steps;
        this.datastore = datastore;
        this.begun = datastore.change().orElseThrow();
        long totalBytes = 0;
        for (Volume volume : datastore.volumes()) {
            totalBytes += capacityBytes(volume);
        }
        this.progress = new DatastoreProgress(options.progress(), totalBytes);
        this.options =
                new InPlaceOptions(options.resilience(), options.tracking(), options.maxBytesPerSecond(), progress);
    }

    /** Of a volume that is only being made it is not known yet. */
    private long capacityBytes(Volume volume) throws IOException {
        Path descriptor = descriptor(volume);
        return Files.exists(descriptor) ? DeviceVolume.read(descriptor).capacityBytes() : 0;
    }

    private Path descriptor(Volume volume) {
        return datastores.descriptor(datastore.name(), volume.number());
    }

    /** Volumes that are moved go by size, so that each device that is emptied has room for the next. */
    static List<Integer> order(Datastores datastores, Datastore datastore, Way way) throws IOException {
        List<DeviceVolume> volumes = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (Volume volume : datastore.volumes()) {
            order.add(volume.number());
        }
        if (way == Way.SPARE) {
            for (int number : order) {
                volumes.add(DeviceVolume.read(datastores.descriptor(datastore.name(), number)));
            }
            List<Integer> given = List.copyOf(order);
            order.sort(Comparator.comparingLong(
                    (Integer number) -> -volumes.get(given.indexOf(number)).capacityBytes()));
        }
        return order;
    }

    Datastore run() throws IOException {
        try {
            for (int number : order(datastores, datastore, begun.way())) {
                runVolume(number);
            }
            for (Volume volume : datastore.volumes()) {
                work.followHeader(descriptor(volume));
            }
            boolean plain = begun.kind() == Kind.DISABLE;
            Optional<KeyId> kek = begun.encryption().map(DeviceVolume.Encryption::kek);
            write(datastore.finished(plain ? Optional.empty() : kek));
            steps.done("finished");
            return datastore;
        } catch (KeyUnavailableException | OperationStoppedException e) {
            throw e;
        } catch (IOException e) {
            throw new DatastoreStoppedException(datastore.name(), e);
        }
    }

    private void write(Datastore next) throws IOException {
        datastores.write(next);
        datastore = next;
    }

    private Volume volume(int number) {
        return datastore.volumes().stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private void runVolume(int number) throws IOException {
        settle(number);
        Path descriptor = descriptor(volume(number));
        if (!Files.exists(descriptor) || !begun.isDone(DeviceVolume.read(descriptor))) {
            rewrite(descriptor, volume(number));
            steps.done("volume " + number);
            settle(number);
        }
        progress.volumeDone(DeviceVolume.read(descriptor).capacityBytes());
    }

    /** Takes note of where a volume is now; what it was on is emptied. */
    private void settle(int number) throws IOException {
        Volume volume = volume(number);
        Path descriptor = descriptor(volume);
        DatastoreChange change = datastore.change().orElseThrow();
        if (Files.exists(descriptor) && !DeviceVolume.read(descriptor).device().equals(volume.device())) {
            boolean wiped = change.leftovers() == Leftovers.WIPE;
            write(datastore.moved(volume, change.wiping(wiped ? Optional.of(volume.device()) : Optional.empty())));
            steps.done("moved " + number);
        }
        Optional<Path> emptied = datastore.change().orElseThrow().wiping();
        if (emptied.isPresent()) {
            RandomWipe.run(emptied.get(), progress);
            write(datastore.with(change.wiping(Optional.empty())));
            steps.done("wiped " + emptied.get().getFileName());
        }
    }

    private void rewrite(Path descriptor, Volume volume) throws IOException {
        if (begun.kind() == Kind.CREATE) {
            DeviceVolume.format(
                    keys, descriptor, volume.device(), begun.encryption().orElseThrow());
        } else if (begun.kind() == Kind.REKEY) {
            work.rewrap(descriptor, begun.encryption().orElseThrow().kek());
        } else if (begun.way() == Way.SPARE) {
            work.move(move(descriptor, volume));
        } else {
            rewriteInPlace(descriptor);
        }
    }

    private MoveRequest move(Path descriptor, Volume volume) {
        return new MoveRequest(
                descriptor,
                datastore.spare().orElseThrow(),
                begun.kind() == Kind.DISABLE ? Optional.empty() : begun.encryption(),
                headerCopy(datastore, volume.number()),
                evacuator,
                options.maxBytesPerSecond(),
                progress);
    }

    /** Where the copy of a header is, should it not be on its device. */
    static Optional<Path> headerCopy(Datastore datastore, int number) {
        return datastore.headerCopies().map(folder -> folder.resolve(datastore.exportOf(number) + ".luks2"));
    }

    private void rewriteInPlace(Path descriptor) throws IOException {
        switch (begun.kind()) {
            case ENABLE -> work.encrypt(descriptor, begun.encryption().orElseThrow(), options);
            case DISABLE -> work.decrypt(descriptor, options);
            default -> work.rekey(descriptor, begun.encryption().orElseThrow().kek(), options);
        }
    }
}
