// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HeldKeys;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipLogin;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.keys.StoreProtection;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;
import org.sectorkeep.kmip.testing.TestAuthority;

/**
 * A host that has just booted: 10,000 KEKs fetched by id over loopback, in batches and one by one; 1,000 disks, each under a
 * KEK of its own, unlocked. The server is that of the tests and takes part of the time, in the same process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 25)
@Measurement(iterations = 12)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class BootStormBenchmark {
    private static final int KEYS = 10_000;
    private static final int DISKS = 1_000;
    private static final int KEY_BYTES = 32;

    private List<String> ids;
    private Path folder;
    private ScriptedKmipServer server;
    private KmipClient client;
    private KeyProviders providers;
    private List<Envelope> envelopes;

    /** Fills the server with keys, and wraps a data key for each disk. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        ids = IntStream.range(0, KEYS).mapToObj(index -> "key-" + index).toList();
        server = ScriptedKmipServer.start();
        ids.forEach(id -> server.keys().put(id, RandomBytes.array(KEY_BYTES)));
        client = KmipClient.builder(server.address(), server.tls()).build();
        folder = Files.createTempDirectory("boot-storm-");
        providers = KeyProviders.open(folder.resolve("home"));
        KmipSettings settings = new KmipSettings(
                List.of(server.address().toString()),
                null,
                new KmipTrust.Authorities(List.of(TestAuthority.shared().certificate())),
                new KmipKeyUse.Fetched(),
                null,
                Duration.ofMinutes(5));
        providers.kmip().add("kms", settings, KmipLogin.none(), StoreProtection.keyFile(), Probing.NOT_AT_ALL);
        envelopes = new ArrayList<>();
        try (HostKeys keys = HostKeys.of(providers, PassphraseSource.none());
                HeldKeys held = keys.hold(keyIds())) {
            for (KeyId id : held.ids()) {
                try (Kek kek = keys.kek(id)) {
                    envelopes.add(wrap(kek));
                }
            }
        }
    }

    private List<KeyId> keyIds() {
        return ids.stream().limit(DISKS).map(id -> new KeyId("kms", id)).toList();
    }

    private static Envelope wrap(Kek kek) throws IOException {
        try (SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes())) {
            EnvelopeHeader header = new EnvelopeHeader(
                    DiskId.random(),
                    1L << 30,
                    DataUnit.BYTES_512,
                    XtsCipher.AES_XTS_256,
                    DekId.of(dek),
                    EnvelopeHeader.FIRST_GENERATION,
                    EnvelopeHeader.FIRST_GENERATION,
                    kek.id(),
                    Instant.now());
            return kek.wrap(header, dek);
        }
    }

    /** As few requests as the server allows. */
    @Benchmark
    public Map<String, KmipException> fetchInBatches() {
        return client.getAll(ids, key -> key.material().remaining());
    }

    /** One request a key, on one connection. */
    @Benchmark
    public long fetchOneByOne() throws KmipException {
        long bytes = 0;
        for (String id : ids) {
            bytes += client.get(id, key -> key.material().remaining());
        }
        return bytes;
    }

    /** A new host opens 1,000 envelopes under KEKs fetched in batches. */
    @Benchmark
    public int unlockDisksInBatches() throws Exception {
        try (HostKeys keys = HostKeys.of(providers, PassphraseSource.none());
                HeldKeys held = keys.hold(keyIds())) {
            return unwrapAll(keys) + held.ids().size();
        }
    }

    /** The same with a fetch for each disk. */
    @Benchmark
    public int unlockDisksOneByOne() throws Exception {
        try (HostKeys keys = HostKeys.of(providers, PassphraseSource.none())) {
            return unwrapAll(keys);
        }
    }

    private int unwrapAll(HostKeys keys) throws Exception {
        int bytes = 0;
        for (Envelope envelope : envelopes) {
            try (Kek kek = keys.kek(envelope.header().keyId());
                    SecretBytes dek = kek.unwrap(envelope)) {
                bytes += dek.lengthBytes();
            }
        }
        return bytes;
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        client.close();
        server.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
