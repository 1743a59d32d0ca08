// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.Evacuation;
import org.sectorkeep.engine.Evacuator;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.VolumeMove;
import org.sectorkeep.engine.datastore.DatastoreChange.Kind;
import org.sectorkeep.engine.datastore.DatastoreChange.Leftovers;
import org.sectorkeep.engine.datastore.DatastoreChange.Way;
import org.sectorkeep.engine.datastore.DatastoreEncryption.Devices;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.testing.Peers;

/** Datastores on files that stand for devices; their headers are read by cryptsetup. */
@Tag("peer")
class DatastorePeerTest {
    @TempDir
    private Path folder;

    private DatastoreFixture host;

    @BeforeEach
    void makeHost() throws IOException {
        host = new DatastoreFixture(folder.toRealPath());
    }

    @AfterEach
    void closeKeys() {
        host.close();
    }

    /** The header says what the descriptor says, and cryptsetup finds that it is of the volume's DEK. */
    private void assertHeaderFits(int number) throws Exception {
        DeviceVolume volume = host.volume(number);
        String header = volume.header().toString();
        String dump = Peers.output("cryptsetup", "luksDump", "--dump-json-metadata", header);
        assertThat(dump).contains(host.envelope(number).toBase64()).contains("\"sectorkeep-envelope\"");
        Peers.output(
                "cryptsetup",
                "open",
                "--test-passphrase",
                "--volume-key-file",
                host.dekFile(number).toString(),
                "--key-size",
                "512",
                header);
        if (!volume.isHeaderAttached()) {
            assertThat(volume.headerCopy().orElseThrow()).hasSameBinaryContentAs(volume.header());
        }
    }

    private void assertHeadersFit() throws Exception {
        for (Datastore.Volume volume :
                host.datastores.read(DatastoreFixture.NAME).volumes()) {
            assertHeaderFits(volume.number());
        }
    }

    static Stream<Map.Entry<Kind, Way>> operations() {
        return Stream.of(Kind.ENABLE, Kind.DISABLE, Kind.DEEP_REKEY)
                .flatMap(kind -> Stream.of(Way.values()).map(way -> Map.entry(kind, way)));
    }

    private Datastore perform(DatastoreEncryption encryption, Kind kind, DatastoreRequest request) throws IOException {
        return switch (kind) {
            case CREATE ->
                encryption.create(request, List.of(folder.resolve("n1"), folder.resolve("n2")), Devices.EMPTY);
            case ENABLE -> encryption.enable(request);
            case DISABLE -> encryption.disable(request);
            case REKEY -> encryption.rekey(request);
            case DEEP_REKEY -> encryption.rekeyDeep(request);
        };
    }

    /** Stops after each step; what was done before is only looked at. Answers how often. */
    private int performStopping(Kind kind, DatastoreRequest request, List<ByteBuffer> contents) throws IOException {
        for (int stops = 0; ; stops++) {
            assertThat(stops).isLessThan(20);
            DatastoreSteps stopping = step -> {
                throw new IOException("stopped after " + step);
            };
            try {
                Datastore done = perform(host.encryption(Evacuator.COPY, stopping), kind, request);
                assertThat(done.change()).isEmpty();
                return stops;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("stopped after");
                if (host.datastores.read(DatastoreFixture.NAME).change().isEmpty()) {
                    return stops;
                }
                Kind other = kind == Kind.REKEY ? Kind.DEEP_REKEY : Kind.REKEY;
                assertThatThrownBy(() -> perform(host.encryption(), other, request))
                        .isInstanceOf(DatastoreUnfinishedException.class);
                assertThat(host.contents()).isEqualTo(contents);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void stoppedAfterAnyStepTheSameCallGoesOn(Map.Entry<Kind, Way> operation) throws Exception {
        Kind kind = operation.getKey();
        Datastore before = kind == Kind.ENABLE ? host.describe() : host.create();
        List<ByteBuffer> contents = host.contents();
        Set<String> deks = host.dekIds();
        int keysBefore = host.provider.createdCount();
        DatastoreRequest request = operation.getValue() == Way.SPARE
                ? host.request().toSpare(host.device("spare", 20)).leftovers(Leftovers.WIPE)
                : host.request();
        int stops = performStopping(kind, request, contents);
        Datastore after = host.datastores.read(DatastoreFixture.NAME);
        assertThat(host.contents()).isEqualTo(contents);
        assertThat(stops).isGreaterThanOrEqualTo(operation.getValue() == Way.SPARE ? 5 : 2);
        assertThat(host.provider.createdCount()).isEqualTo(keysBefore + (kind == Kind.DISABLE ? 0 : 1));
        assertThat(host.dekIds()).hasSize(kind == Kind.DISABLE ? 0 : 2).noneMatch(deks::contains);
        if (kind == Kind.DISABLE) {
            assertThat(after.kek()).isEmpty();
        } else {
            assertThat(after.kek()).isPresent().isNotEqualTo(before.kek());
            assertHeadersFit();
        }
        if (operation.getValue() == Way.SPARE) { // the largest first, each onto what was emptied before
            List<Path> devices = before.devices();
            assertThat(after.devices())
                    .containsExactly(devices.get(1), folder.toRealPath().resolve("spare"), devices.get(0));
        } else {
            assertThat(after.devices()).isEqualTo(before.devices());
        }
        try (Stream<Path> files = Files.list(folder.resolve("home/datastores/ds1"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .allMatch(name -> name.matches("datastore\\.json|lock|[12]\\.(vmdk|luks2)"));
        }
    }

    @Test
    void aShallowRekeyKeepsDeksAndSlotsAndChangesEnvelopesInDescriptorsAndHeaders() throws Exception {
        host.create();
        List<ByteBuffer> contents = host.contents();
        Set<String> deks = host.dekIds();
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "of a second way in");
        String device = host.volume(1).device().toString();
        Peers.output(
                "cryptsetup",
                "luksAddKey",
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000",
                "--volume-key-file",
                host.dekFile(1).toString(),
                "--key-size",
                "512",
                device,
                passphrase.toString());
        performStopping(Kind.REKEY, host.request(), contents);
        assertThat(host.contents()).isEqualTo(contents);
        assertThat(host.dekIds()).isEqualTo(deks);
        assertHeadersFit();
        Peers.output("cryptsetup", "open", "--test-passphrase", "--key-file", passphrase.toString(), device);
        assertThat(host.volume(1).envelope().orElseThrow().envelopeGeneration()).isEqualTo(2);
    }

    @Test
    void whatIsMadeIsWholeAfterAnyStep() throws Exception {
        host.device("n1", 18);
        host.device("n2", 18);
        AtomicInteger left = new AtomicInteger(2);
        DatastoreSteps stopping = step -> {
            if (left.decrementAndGet() == 0) {
                throw new IOException("stopped after " + step);
            }
        };
        DatastoreEncryption stopped = host.encryption(Evacuator.COPY, stopping);
        assertThatThrownBy(() -> perform(stopped, Kind.CREATE, host.request()))
                .isInstanceOf(DatastoreStoppedException.class);
        perform(host.encryption(), Kind.CREATE, host.request());
        assertHeadersFit();
        assertThat(host.dekIds()).hasSize(2);
        assertThat(host.provider.createdCount()).isEqualTo(1);
    }

    @Test
    void stoppedInTheMiddleOfAVolumeTheSameCallGoesOn() throws Exception {
        host.describe();
        List<ByteBuffer> contents = host.contents();
        ProgressListener once = new ProgressListener() {
            private boolean reached;

            @Override
            public void progress(long doneBytes, long totalBytes) {
                reached |= doneBytes > 0;
            }

            @Override
            public boolean isCancelled() {
                return reached;
            }
        };
        DatastoreRequest request = host.request();
        InPlaceOptions options = new InPlaceOptions(
                request.options().resilience(), request.options().tracking(), Long.MAX_VALUE, once);
        assertThatThrownBy(() -> host.encryption().enable(with(request, options)))
                .hasMessageContaining("was stopped");
        assertThat(host.volume(1).operation()).isPresent();
        assertThat(Files.exists(host.volume(1).header())).isFalse();
        host.encryption().enable(request);
        assertThat(host.contents()).isEqualTo(contents);
        assertHeadersFit();
    }

    private static DatastoreRequest with(DatastoreRequest request, InPlaceOptions options) {
        return new DatastoreRequest(
                request.name(),
                request.providerId(),
                request.keyId(),
                request.cipher(),
                request.unit(),
                request.way(),
                request.spare(),
                request.leftovers(),
                request.headerCopies(),
                options);
    }

    @Test
    void whatIsWrittenDuringAMoveIsOnBothDevices() throws Exception {
        host.create();
        Path spare = host.device("spare", 20);
        byte[] early = "written before it was copied".getBytes(StandardCharsets.UTF_8);
        byte[] late = "written after it was copied".getBytes(StandardCharsets.UTF_8);
        VolumeMove[] open = new VolumeMove[1];
        Evacuator evacuator = evacuation -> {
            evacuation.copy(0, Evacuation.STEP_BYTES);
            open[0].write(10, ByteBuffer.wrap(late));
            open[0].write(Evacuation.STEP_BYTES + 10, ByteBuffer.wrap(early));
            open[0].writeZeroes(100, 50);
            evacuation.copy(Evacuation.STEP_BYTES, evacuation.capacityBytes() - Evacuation.STEP_BYTES);
        };
        MoveRequest request = new MoveRequest(
                host.descriptor(1),
                spare,
                host.datastores
                        .read(DatastoreFixture.NAME)
                        .kek()
                        .map(kek -> new DeviceVolume.Encryption(
                                kek, host.request().cipher(), host.request().unit())),
                Optional.empty(),
                evacuator,
                Long.MAX_VALUE,
                ProgressListener.NONE);
        List<ByteBuffer> contents = host.contents();
        contents.get(0).put(10, late).put(Evacuation.STEP_BYTES + 10, early).put(100, new byte[50]);
        try (VolumeMove move = VolumeMove.begin(host.keys, request)) {
            open[0] = move;
            assertThat(move.run().envelope()).isPresent();
            move.write(200, ByteBuffer.wrap(late)); // on the new device only
            contents.get(0).put(200, late);
        }
        assertThat(host.volume(1).device()).isEqualTo(spare);
        assertThat(host.contents()).isEqualTo(contents);
    }

    @Test
    void anEvacuatorThatFailsOrLeavesSomethingBehindMovesNothing() throws Exception {
        host.describe();
        List<ByteBuffer> contents = host.contents();
        DatastoreRequest request = host.request().toSpare(host.device("spare", 20));
        Evacuator failing = evacuation -> {
            evacuation.copy(0, Evacuation.STEP_BYTES);
            throw new IOException("the network is gone");
        };
        assertThatThrownBy(() -> host.encryption(failing, DatastoreSteps.NONE).enable(request))
                .hasMessageContaining("the network is gone");
        Evacuator careless = evacuation -> evacuation.copy(0, Evacuation.STEP_BYTES);
        assertThatThrownBy(() -> host.encryption(careless, DatastoreSteps.NONE).enable(request))
                .isInstanceOf(IllegalStateException.class);
        assertThat(host.contents()).isEqualTo(contents);
        assertThat(host.dekIds()).isEmpty();
        Evacuator knowing = evacuation -> {
            evacuation.leaveOut(0, Evacuation.STEP_BYTES);
            evacuation.copy(Evacuation.STEP_BYTES, evacuation.capacityBytes() - Evacuation.STEP_BYTES);
        };
        host.encryption(knowing, DatastoreSteps.NONE).enable(request);
        List<ByteBuffer> after = host.contents();
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.get(i).position(Evacuation.STEP_BYTES))
                    .isEqualTo(contents.get(i).position(Evacuation.STEP_BYTES));
        }
    }

    @Test
    void aDeviceThatWasEmptiedHoldsNothingOfItsContentOnceItIsWiped() throws Exception {
        Path device = host.device("d1", 1);
        byte[] marked = new byte[1 << 20];
        Arrays.fill(marked, (byte) 'x');
        Files.write(device, marked);
        host.encryption().describe(host.request(), List.of(device));
        host.encryption()
                .enable(host.request().toSpare(host.device("spare", 18)).leftovers(Leftovers.WIPE));
        assertThat(new String(Files.readAllBytes(device), StandardCharsets.ISO_8859_1))
                .doesNotContain("xxxxxxxx");
        assertThat(host.volume(1).isHeaderAttached()).isTrue();
        assertHeadersFit();
    }

    @Test
    void theHeaderOfAVolumeIsMadeAnewIfItIsLost() throws Exception {
        host.create();
        try (FileChannel channel = FileChannel.open(host.volume(1).device(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1 << 16), 0);
        }
        new LocalVolumeWork(host.keys).followHeader(host.descriptor(1));
        assertHeadersFit();
    }

    @Test
    void theKeyIsAskedForOnlyWhereItIsNeeded() throws Exception {
        host.create();
        host.provider.unplug();
        new LocalVolumeWork(host.keys).followHeader(host.descriptor(1));
        assertThatThrownBy(() -> host.open(1).close()).isInstanceOf(KeyUnavailableException.class);
        assertThatThrownBy(() -> host.encryption().rekey(host.request())).isInstanceOf(KeyUnavailableException.class);
        assertThat(host.datastores.read(DatastoreFixture.NAME).change()).isEmpty();
    }
}
