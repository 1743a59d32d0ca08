// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.EnvelopeSuite;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.PassphraseSource;

/** Opening an envelope with its KEK at hand: from base64 text to the DEK in locked memory, and wiping that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class EnvelopeBenchmark {
    /** The constructions that need no key server. */
    @Param({"HKDF_SHA512_AES256_GCM", "SP800_108_AES256_KWP"})
    public EnvelopeSuite suite;

    private Path home;
    private HostKeys keys;
    private Kek kek;
    private String envelope = "";

    /** Makes a local provider, a KEK and an envelope. */
    @Setup(Level.Trial)
    public void wrap() throws IOException, KeyUnavailableException {
        home = Files.createTempDirectory("sectorkeep-benchmark-");
        KeyProviders providers = KeyProviders.open(home);
        String provider = providers.defaultOrCreateLocal().provider().name();
        keys = HostKeys.of(providers, PassphraseSource.none());
        kek = keys.kek(keys.createKek(provider));
        try (SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes())) {
            EnvelopeHeader header = new EnvelopeHeader(
                    DiskId.random(),
                    1L << 40,
                    DataUnit.BYTES_512,
                    XtsCipher.AES_XTS_256,
                    DekId.of(dek),
                    EnvelopeHeader.FIRST_GENERATION,
                    EnvelopeHeader.FIRST_GENERATION,
                    kek.id(),
                    Instant.EPOCH);
            envelope = kek.wrap(suite, header, dek).toBase64();
        }
    }

    /** Opens it. */
    @Benchmark
    public int open() throws EnvelopeFormatException, AuthenticationException, KeyUnavailableException {
        try (SecretBytes dek = kek.unwrap(Envelope.ofBase64(envelope))) {
            return dek.lengthBytes();
        }
    }

    /** Deletes the provider. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        kek.close();
        keys.close();
        List<Path> files;
        try (Stream<Path> all = Files.walk(home)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
