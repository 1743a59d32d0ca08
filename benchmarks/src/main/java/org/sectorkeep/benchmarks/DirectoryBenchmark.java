// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryLocation;
import org.sectorkeep.keys.control.KnownEnvelope;
import org.sectorkeep.keys.control.ObjectKind;
import org.sectorkeep.keys.control.ObjectLocation;
import org.sectorkeep.keys.control.ProtectedObject;
import org.sectorkeep.keys.control.Seen;

/**
 * The directory with 10,000 machines of one disk each, every machine under a key of its own. {@code directory} is
 * {@code embedded}, or the address of a PostgreSQL server that trusts us; its database is filled and left so.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class DirectoryBenchmark {
    private static final int MACHINES = 10_000;
    private static final int BATCH = 1_000;
    private static final int KEK_BYTES = 32;
    private static final String HOST = "esx1";

    /** Where it is. */
    @Param("embedded")
    public String directory;

    private Path home;
    private ControlPlane control;
    private KeyId key;
    private String diskId;
    private ProtectedObject disk;

    /** Fills it. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        home = Files.createTempDirectory("sectorkeep-directory-");
        control = ControlPlane.open(
                directory.equals("embedded")
                        ? new DirectoryLocation.Embedded(home)
                        : new DirectoryLocation.Postgres(directory, null));
        List<ProtectedObject> batch = new ArrayList<>();
        for (int i = 0; i < MACHINES; i++) {
            KeyId each = new KeyId("kms" + i % 100, "key-" + i);
            batch.add(object(ObjectKind.VM, "/vms/vm" + i + "/vm.vmx", each));
            disk = object(ObjectKind.DISK, "/vms/vm" + i + "/vm.vmdk", each);
            batch.add(disk);
            key = each;
            if (batch.size() == BATCH) {
                control.objects().observeAll(batch);
                batch.clear();
            }
        }
        diskId = disk.envelopes().get(0).header().diskId().hex();
    }

    private static ProtectedObject object(ObjectKind kind, String path, KeyId id) throws IOException {
        try (Kek kek = Kek.holding(id, KeyState.ACTIVE, SecretBytes.random(KEK_BYTES));
                SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes())) {
            EnvelopeHeader header = new EnvelopeHeader(
                    DiskId.random(),
                    1 << 30,
                    DataUnit.BYTES_512,
                    XtsCipher.AES_XTS_256,
                    DekId.of(dek),
                    1,
                    1,
                    id,
                    Instant.EPOCH);
            return new ProtectedObject(kind, new ObjectLocation(HOST, path), null, List.of(kek.wrap(header, dek)));
        }
    }

    /** How much there is of each kind. */
    @Benchmark
    public Map<ObjectKind, Long> status() throws IOException {
        return control.objects().counts();
    }

    /** What needs a key. */
    @Benchmark
    public List<KnownEnvelope> referencesOfKey() throws IOException {
        return control.objects().needing(key);
    }

    /** What needs one of a hundred providers. */
    @Benchmark
    public List<KnownEnvelope> referencesOfProvider() throws IOException {
        return control.objects().needingProvider(key.providerId());
    }

    /** Where a disk is. */
    @Benchmark
    public List<KnownEnvelope> placesOfDisk() throws IOException {
        return control.objects().of(diskId);
    }

    /** Disks that share a data key. */
    @Benchmark
    public List<KnownEnvelope> copies() throws IOException {
        return control.objects().copies();
    }

    /** Envelopes that were put back. */
    @Benchmark
    public List<KnownEnvelope> rolledBack() throws IOException {
        return control.objects().rolledBack();
    }

    /** Everything, as an audit of all keys reads it. */
    @Benchmark
    public List<KnownEnvelope> everything() throws IOException {
        return control.objects().all();
    }

    /** A disk that is done. */
    @Benchmark
    public Seen observe() throws IOException {
        return control.objects().observe(disk);
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        control.close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
