// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.sectorkeep.engine.InPlaceEncryptRequest;
import org.sectorkeep.engine.InPlaceEncryption;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;

/** Random requests of two clients, on disks of every format that can be written, plain and encrypted, against a model. */
class ServedRequestsTest {
    private static final int CAPACITY_BYTES = 1 << 20;
    private static final int MOST_BYTES = 200_000;

    /** How a disk is stored. */
    record Format(CreateType type, boolean isEncrypted) {}

    /** What a client asks for: any range inside the disk. */
    record Request(Kind kind, int offsetBytes, int lengthBytes, int client) {
        enum Kind {
            READ,
            WRITE,
            TRIM,
            WRITE_ZEROES,
            FLUSH
        }
    }

    @Provide
    Arbitrary<Format> formats() {
        Stream<CreateType> types = Stream.of(
                CreateType.MONOLITHIC_FLAT,
                CreateType.TWO_GB_MAX_EXTENT_FLAT,
                CreateType.MONOLITHIC_SPARSE,
                CreateType.TWO_GB_MAX_EXTENT_SPARSE);
        return Arbitraries.of(types.flatMap(type -> Stream.of(new Format(type, false), new Format(type, true)))
                .toList());
    }

    @Provide
    Arbitrary<List<Request>> requests() {
        return Combinators.combine(
                        Arbitraries.of(Request.Kind.class),
                        Arbitraries.integers().between(0, CAPACITY_BYTES - 1),
                        Arbitraries.integers().between(1, MOST_BYTES),
                        Arbitraries.integers().between(0, 1))
                .as((kind, offset, length, client) ->
                        new Request(kind, offset, Math.min(length, CAPACITY_BYTES - offset), client))
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    @Property(tries = 24, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void clientsFindWhatTheyLeft(@ForAll("formats") Format format, @ForAll("requests") List<Request> requests)
            throws IOException {
        Path folder = Files.createTempDirectory("served").toRealPath();
        MemoryKeys keys = new MemoryKeys();
        byte[] model = new byte[CAPACITY_BYTES];
        try {
            Path disk = disk(folder, format, keys);
            try (TestAgent agent = TestAgent.start(folder, keys)) {
                agent.call("serve", disk.toString());
                try (TestNbd first = agent.connect("disk");
                        TestNbd second = agent.connect("disk")) {
                    for (Request request : requests) {
                        send(request.client() == 0 ? first : second, request, model);
                    }
                    requireModel(first, new Request(Request.Kind.READ, 0, CAPACITY_BYTES, 0), model);
                }
            }
            try (TestAgent restarted = TestAgent.start(folder, keys);
                    TestNbd client = connectWhenServed(restarted)) {
                requireModel(client, new Request(Request.Kind.READ, 0, CAPACITY_BYTES, 0), model);
            }
        } finally {
            delete(folder);
        }
    }

    private static TestNbd connectWhenServed(TestAgent agent) throws IOException {
        try {
            agent.await("disk", "state", "served");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return agent.connect("disk");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Path disk(Path folder, Format format, MemoryKeys keys) throws IOException {
        Path disk = folder.resolve("disk.vmdk");
        try (NewDisk made = NewDisk.create(
                disk, format.type(), CAPACITY_BYTES, NewDisk.Existing.REFUSE, descriptor -> descriptor)) {
            made.commit();
        }
        if (format.isEncrypted()) {
            try (HostKeys host = keys.hostKeys()) {
                new InPlaceEncryption(host).encrypt(InPlaceEncryptRequest.of(disk, MemoryKeys.ID));
            }
        }
        return disk;
    }

    private static void send(TestNbd client, Request request, byte[] model) throws IOException {
        int from = request.offsetBytes();
        int to = from + request.lengthBytes();
        switch (request.kind()) {
            case READ -> requireModel(client, request, model);
            case WRITE -> {
                byte[] bytes = new byte[request.lengthBytes()];
                new Random(from).nextBytes(bytes);
                assertThat(client.write(from, bytes)).isZero();
                ByteBuffer.wrap(model).put(from, bytes);
            }
            case TRIM -> {
                assertThat(client.trim(from, request.lengthBytes())).isZero();
                Arrays.fill(model, from, to, (byte) 0);
            }
            case WRITE_ZEROES -> {
                assertThat(client.writeZeroes(from, request.lengthBytes())).isZero();
                Arrays.fill(model, from, to, (byte) 0);
            }
            case FLUSH -> assertThat(client.flush()).isZero();
        }
    }

    private static void requireModel(TestNbd client, Request request, byte[] model) throws IOException {
        byte[] found = new byte[request.lengthBytes()];
        assertThat(client.read(request.offsetBytes(), found)).isZero();
        int differs = Arrays.mismatch(
                found, Arrays.copyOfRange(model, request.offsetBytes(), request.offsetBytes() + found.length));
        assertThat(differs).as("first byte of " + request + " that differs").isEqualTo(-1);
    }
}
