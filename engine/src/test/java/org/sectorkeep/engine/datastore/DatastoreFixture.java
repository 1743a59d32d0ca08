// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.engine.BlockDevices;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.TestKeys;
import org.sectorkeep.engine.datastore.DatastoreEncryption.Devices;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** A host with two devices and a spare one, all of them files. */
final class DatastoreFixture implements AutoCloseable {
    static final String NAME = "ds1";
    private static final int MIB = 1 << 20;

    final TestKeys provider = TestKeys.withFixedKek();
    final HostKeys keys = provider.hostKeys();
    final Path folder;
    final Path copies;
    final Datastores datastores;

    DatastoreFixture(Path folder) throws IOException {
        this.folder = folder;
        this.copies = Files.createDirectory(folder.resolve("copies"));
        this.datastores = Datastores.in(folder.resolve("home"));
    }

    DatastoreEncryption encryption(Evacuator evacuator, DatastoreSteps steps) {
        return new DatastoreEncryption(
                datastores, keys, new LocalVolumeWork(keys), evacuator, DeviceUse.below(folder), steps);
    }

    DatastoreEncryption encryption() {
        return encryption(Evacuator.COPY, DatastoreSteps.NONE);
    }

    DatastoreRequest request() {
        return DatastoreRequest.of(NAME).provider(TestKeys.ID).copiesIn(copies);
    }

    /** An empty device of so many MiB. */
    Path device(String name, int mebibytes) throws IOException {
        return Files.write(folder.resolve(name), new byte[mebibytes * MIB]).toRealPath();
    }

    /** A device that is full of data. */
    Path plainDevice(String name, int mebibytes) throws IOException {
        Path device = device(name, mebibytes);
        Files.write(device, content(name.hashCode(), mebibytes * MIB));
        return device;
    }

    private static byte[] content(int seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    /** A datastore of two volumes in the clear, of which the second is the larger one. */
    Datastore describe() throws IOException {
        return encryption().describe(request(), List.of(plainDevice("d1", 2), plainDevice("d2", 3)));
    }

    /** A datastore of two encrypted volumes, both full of data. */
    Datastore create() throws IOException {
        Datastore made = encryption().create(request(), List.of(device("d1", 18), device("d2", 19)), Devices.EMPTY);
        for (Datastore.Volume volume : made.volumes()) {
            try (BlockDevice open = open(volume.number())) {
                open.write(0, ByteBuffer.wrap(content(volume.number(), (int) open.capacityBytes())));
            }
        }
        return made;
    }

    BlockDevice open(int number) throws IOException {
        return BlockDevices.open(descriptor(number), Access.READ_WRITE, keys);
    }

    Path descriptor(int number) {
        return datastores.descriptor(NAME, number);
    }

    DeviceVolume volume(int number) throws IOException {
        return DeviceVolume.read(descriptor(number));
    }

    /** What all volumes hold, in the clear. */
    List<ByteBuffer> contents() throws IOException {
        List<ByteBuffer> all = new ArrayList<>();
        for (Datastore.Volume volume : datastores.read(NAME).volumes()) {
            try (BlockDevice open = open(volume.number())) {
                ByteBuffer content = ByteBuffer.allocate((int) open.capacityBytes());
                open.read(0, content);
                all.add(content.flip());
            }
        }
        return all;
    }

    Set<String> dekIds() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Datastore.Volume volume : datastores.read(NAME).volumes()) {
            volume(volume.number())
                    .envelope()
                    .ifPresent(header -> ids.add(header.dekId().hex()));
        }
        return ids;
    }

    Envelope envelope(int number) throws IOException {
        byte[] text = Files.readAllBytes(descriptor(number));
        Optional<String> found =
                VmdkDescriptor.parse(text, descriptor(number), 0).value("sectorkeep.envelope");
        return Envelope.ofBase64(found.orElseThrow());
    }

    /** The DEK of a volume in a file, for programs that know nothing of envelopes. */
    Path dekFile(int number) throws Exception {
        Envelope envelope = envelope(number);
        try (Kek kek = keys.kek(envelope.header().keyId());
                SecretBytes dek = kek.unwrap(envelope)) {
            byte[] bytes = dek.<byte[]>readArray(byte[]::clone);
            try {
                return Files.write(folder.resolve("dek"), bytes);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
