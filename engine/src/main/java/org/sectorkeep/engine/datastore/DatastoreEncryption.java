// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.datastore.Datastore.Volume;
import org.sectorkeep.engine.datastore.DatastoreChange.Kind;
import org.sectorkeep.engine.datastore.DatastoreChange.Leftovers;
import org.sectorkeep.engine.datastore.DatastoreChange.Way;
import org.sectorkeep.engine.datastore.DeviceChecks.Content;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;

/**
 * Creates, encrypts, decrypts and re-keys whole datastores. What is refused is refused before anything is written; what a
 * crash, a failure or a listener interrupts goes on when the same call is made again, and all content can be read in
 * between. The KEK is fetched by this host itself, by its id.
 *
 * <p>Encryption hides content. It does not detect tampering, and whoever can write to the host's description of a datastore
 * can put another in its place. Thread-safe; one operation on a datastore at a time.
 */
public final class DatastoreEncryption {
    private final Datastores datastores;
    private final HostKeys keys;
    private final VolumeWork work;
    private final Evacuator evacuator;
    private final DeviceChecks checks;
    private final DatastoreSteps steps;

    /**
     * Works on the datastores of a host.
     *
     * @param datastores where they are described
     * @param keys where KEKs come from; stays the caller's
     * @param work who rewrites volumes
     * @param evacuator brings content from one device to another
     */
    public DatastoreEncryption(Datastores datastores, HostKeys keys, VolumeWork work, Evacuator evacuator) {
        this(datastores, keys, work, evacuator, DeviceUse.ofThisHost(), DatastoreSteps.NONE);
    }

    DatastoreEncryption(
            Datastores datastores,
            HostKeys keys,
            VolumeWork work,
            Evacuator evacuator,
            DeviceUse use,
            DatastoreSteps steps) {
        this.datastores = datastores;
        this.keys = keys;
        this.work = work;
        this.evacuator = evacuator;
        this.checks = new DeviceChecks(datastores, use);
        this.steps = steps;
    }

    /** What a device may hold that is given to a new datastore. */
    public enum Devices {
        /** Nothing. */
        EMPTY,
        /** Something that is given up. */
        GIVEN_UP
    }

    /**
     * Makes an encrypted datastore of devices whose content nobody needs.
     *
     * @param request name, key, cipher and data unit
     * @param devices at least one
     * @param content what they may hold
     * @return the datastore
     * @throws DatastoreRefusedException if the name is taken or a device cannot be used
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program has a device open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had or made
     * @throws DatastoreStoppedException if it was begun and not finished
     * @throws IOException if nothing could be begun
     */
    public Datastore create(DatastoreRequest request, List<Path> devices, Devices content) throws IOException {
        if (isUnfinishedCreation(request.name(), devices)) {
            return locked(request.name(), () -> goOn(request, datastores.read(request.name())));
        }
        List<Path> real = requireNew(request, devices, content == Devices.EMPTY ? Content.EMPTY : Content.ANY);
        DatastoreChange change = new DatastoreChange(
                Kind.CREATE,
                Way.IN_PLACE,
                Optional.of(encryption(request, kek(request, Optional.empty()))),
                Set.of(),
                Leftovers.LEAVE,
                Optional.empty());
        datastores.makeFolder(request.name());
        return locked(request.name(), () -> {
            refuseExisting(request.name());
            return begin(request, plain(request, real).with(change));
        });
    }

    private boolean isUnfinishedCreation(String name, List<Path> devices) throws IOException {
        if (!datastores.exists(name)) {
            return false;
        }
        Datastore present = datastores.read(name);
        List<Path> real = new ArrayList<>();
        for (Path device : devices) {
            real.add(device.toRealPath());
        }
        return isUnder(present, Kind.CREATE) && present.devices().equals(real);
    }

    private static boolean isUnder(Datastore present, Kind kind) {
        return present.change().filter(change -> change.kind() == kind).isPresent();
    }

    private void refuseExisting(String name) throws DatastoreRefusedException {
        if (datastores.exists(name)) {
            throw new DatastoreRefusedException("there is a datastore '" + name + "' already");
        }
    }

    private List<Path> requireNew(DatastoreRequest request, List<Path> devices, Content content) throws IOException {
        refuseExisting(request.name());
        if (devices.isEmpty()) {
            throw new DatastoreRefusedException("a datastore has at least one device");
        }
        return checks.usable(devices, content);
    }

    private static Datastore plain(DatastoreRequest request, List<Path> devices) {
        List<Volume> volumes = new ArrayList<>();
        for (Path device : devices) {
            volumes.add(new Volume(volumes.size() + 1, device));
        }
        return new Datastore(
                request.name(), Optional.empty(), volumes, Optional.empty(), request.headerCopies(), Optional.empty());
    }

    /**
     * Describes devices that hold data in the clear as a datastore, which can then be served and encrypted. The devices are
     * only looked at.
     *
     * @param request name, and where copies of headers will be
     * @param devices at least one
     * @return the datastore
     * @throws DatastoreRefusedException if the name is taken or a device cannot be used
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program has a device open
     * @throws IOException if it cannot be written
     */
    public Datastore describe(DatastoreRequest request, List<Path> devices) throws IOException {
        List<Path> real = requireNew(request, devices, Content.PLAIN);
        requireCopies(request.name(), request.headerCopies());
        datastores.makeFolder(request.name());
        return locked(request.name(), () -> {
            refuseExisting(request.name());
            Datastore described = plain(request, real);
            for (Volume volume : described.volumes()) {
                DeviceVolume.describe(
                        datastores.descriptor(described.name(), volume.number()),
                        volume.device(),
                        DatastoreRun.headerCopy(described, volume.number()));
            }
            datastores.write(described);
            return described;
        });
    }

    /** Copies beside what they are copies of would go with it. */
    private void requireCopies(String name, Optional<Path> folder) throws IOException {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            throw new DatastoreRefusedException("headers that are not on their devices need a folder for copies, found "
                    + folder.map(found -> "'" + found + "'").orElse("none"));
        }
        Path own = datastores.folder(name).getParent();
        if (own != null && Files.exists(own) && folder.get().toRealPath().startsWith(own.toRealPath())) {
            throw new DatastoreRefusedException(
                    "'" + folder.get() + "' is no place for copies of headers: the headers themselves are there");
        }
    }

    /**
     * Encrypts a datastore that is described, and holds data.
     *
     * @param request what to do
     * @return the datastore
     * @throws DatastoreUnfinishedException if another operation is unfinished
     * @throws DatastoreRefusedException if it is encrypted already, or the spare device cannot be used
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program has a device open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had or made
     * @throws org.sectorkeep.engine.OperationStoppedException if the listener stopped it
     * @throws DatastoreStoppedException if it was begun and not finished
     * @throws IOException if nothing could be begun
     */
    public Datastore enable(DatastoreRequest request) throws IOException {
        return change(request, Kind.ENABLE);
    }

    /**
     * Decrypts a datastore.
     *
     * @param request what to do
     * @return the datastore, whose volumes are in the clear
     * @throws IOException for the reasons of {@link #enable}
     */
    public Datastore disable(DatastoreRequest request) throws IOException {
        return change(request, Kind.DISABLE);
    }

    /**
     * Wraps the DEKs of all volumes by another KEK. That revokes nothing: an old envelope still opens with the old KEK.
     *
     * @param request what to do
     * @return the datastore
     * @throws IOException for the reasons of {@link #enable}
     */
    public Datastore rekey(DatastoreRequest request) throws IOException {
        return change(request, Kind.REKEY);
    }

    /**
     * Encrypts all volumes anew under new DEKs and another KEK.
     *
     * @param request what to do
     * @return the datastore
     * @throws IOException for the reasons of {@link #enable}
     */
    public Datastore rekeyDeep(DatastoreRequest request) throws IOException {
        return change(request, Kind.DEEP_REKEY);
    }

    /**
     * Forgets a datastore that is not encrypted. Its devices stay as they are.
     *
     * @param name the datastore
     * @throws DatastoreRefusedException if it is encrypted, or an operation on it is unfinished
     * @throws IOException if it cannot be removed
     */
    public void forget(String name) throws IOException {
        requireExisting(name);
        Object unused = locked(name, () -> {
            Datastore present = datastores.read(name);
            refuseUnfinished(present);
            if (present.kek().isPresent()) {
                throw new DatastoreRefusedException("datastore '" + name + "' is encrypted");
            }
            datastores.remove(present);
            return present;
        });
    }

    private void requireExisting(String name) throws IOException {
        Object unused = datastores.read(name);
    }

    private static void refuseUnfinished(Datastore present) throws DatastoreUnfinishedException {
        if (present.change().isPresent()) {
            throw new DatastoreUnfinishedException("datastore '" + present.name() + "' has an unfinished operation: "
                    + present.change().get().kind().label());
        }
    }

    private Datastore change(DatastoreRequest request, Kind kind) throws IOException {
        requireExisting(request.name());
        return locked(request.name(), () -> {
            Datastore present = datastores.read(request.name());
            return isUnder(present, kind) ? goOn(request, present) : begin(request, begun(request, present, kind));
        });
    }

    /** The datastore with an operation that may begin. */
    private Datastore begun(DatastoreRequest request, Datastore present, Kind kind) throws IOException {
        refuseUnfinished(present);
        boolean encrypted = present.kek().isPresent();
        if (encrypted == (kind == Kind.ENABLE)) {
            throw new DatastoreRefusedException(
                    "datastore '" + present.name() + "' is " + (encrypted ? "encrypted already" : "not encrypted"));
        }
        Datastore next = prepared(request, present, kind);
        Optional<DeviceVolume.Encryption> encryption =
                kind == Kind.DISABLE ? Optional.empty() : Optional.of(encryption(request, kek(request, present.kek())));
        return next.with(new DatastoreChange(
                kind,
                request.way(),
                encryption,
                kind == Kind.DEEP_REKEY ? deks(present) : Set.of(),
                request.leftovers(),
                Optional.empty()));
    }

    /** The datastore with all that the operation needs. */
    private Datastore prepared(DatastoreRequest request, Datastore present, Kind kind) throws IOException {
        for (Volume volume : present.volumes()) {
            work.requireReady(datastores.descriptor(present.name(), volume.number()));
        }
        Datastore next = request.headerCopies().map(present::withHeaderCopies).orElse(present);
        if (kind == Kind.REKEY) {
            return next;
        }
        boolean detached = false;
        if (request.way() == Way.SPARE) {
            next = withSpare(request, next);
            detached = spareLeavesNoRoom(next);
        } else {
            for (Volume volume : present.volumes()) {
                detached |= !DeviceVolume.read(datastores.descriptor(present.name(), volume.number()))
                        .isHeaderAttached();
            }
        }
        if (detached && kind != Kind.DISABLE) {
            requireCopies(next.name(), next.headerCopies());
        }
        return next;
    }

    private Datastore withSpare(DatastoreRequest request, Datastore present) throws IOException {
        if (request.spare().isEmpty() && present.spare().isEmpty()) {
            throw new DatastoreRefusedException("datastore '" + present.name() + "' has no spare device");
        }
        boolean known = request.spare().isEmpty()
                || present.spare().equals(Optional.of(request.spare().get().toRealPath()));
        if (known) {
            return present;
        }
        return present.withSpare(checks.usable(List.of(request.spare().get()), Content.EMPTY_OF_ANY_SIZE)
                .get(0));
    }

    /** Plays the moves through; refuses a spare device that is too small, and tells whether headers lack room. */
    private boolean spareLeavesNoRoom(Datastore datastore) throws IOException {
        boolean noRoom = false;
        long spareBytes = DeviceChecks.sizeBytes(datastore.spare().orElseThrow());
        for (int number : DatastoreRun.order(datastores, datastore, Way.SPARE)) {
            DeviceVolume volume = DeviceVolume.read(datastores.descriptor(datastore.name(), number));
            if (spareBytes < volume.capacityBytes()) {
                throw new DatastoreRefusedException("the spare device has " + spareBytes + " bytes, volume " + number
                        + " of datastore '" + datastore.name() + "' needs " + volume.capacityBytes());
            }
            noRoom |= spareBytes - DeviceVolume.HEADER_BYTES < volume.capacityBytes();
            spareBytes = DeviceChecks.sizeBytes(volume);
        }
        return noRoom;
    }

    private Set<DekId> deks(Datastore datastore) throws IOException {
        Set<DekId> deks = new HashSet<>();
        for (Volume volume : datastore.volumes()) {
            DeviceVolume.read(datastores.descriptor(datastore.name(), volume.number()))
                    .envelope()
                    .map(EnvelopeHeader::dekId)
                    .ifPresent(deks::add);
        }
        return deks;
    }

    /** The KEK that is named, or a new one; it can be had. */
    private KeyId kek(DatastoreRequest request, Optional<KeyId> present) throws IOException {
        String provider = request.providerId()
                .or(() -> present.map(KeyId::providerId))
                .orElseThrow(() -> new DatastoreRefusedException("no key provider is named"));
        KeyId kek = request.keyId().isPresent()
                ? new KeyId(provider, request.keyId().get())
                : keys.createKek(provider);
        keys.kek(kek).close();
        return kek;
    }

    private static DeviceVolume.Encryption encryption(DatastoreRequest request, KeyId kek) {
        return new DeviceVolume.Encryption(kek, request.cipher(), request.unit());
    }

    private interface Action {
        Datastore run() throws IOException;
    }

    private Datastore locked(String name, Action action) throws IOException {
        DatastoreLock lock = DatastoreLock.of(datastores.folder(name));
        try (lock) {
            return action.run();
        }
    }

    private Datastore begin(DatastoreRequest request, Datastore begun) throws IOException {
        datastores.write(begun);
        steps.done("begun");
        return goOn(request, begun);
    }

    private Datastore goOn(DatastoreRequest request, Datastore begun) throws IOException {
        return new DatastoreRun(datastores, keys, work, evacuator, steps, request.options(), begun).run();
    }
}
