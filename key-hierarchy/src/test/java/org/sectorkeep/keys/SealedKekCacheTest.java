// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

class SealedKekCacheTest {
    private static final Duration LIMIT = Duration.ofHours(8);
    private static final Envelope ENVELOPE =
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);

    @TempDir
    private Path home;

    private final FakeProvider provider = new FakeProvider();
    private final List<String> warnings = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private Path folder;

    @BeforeEach
    void prepare() {
        folder = home.resolve("keks");
    }

    /** A host as after a restart. */
    private HostKeys host() throws IOException {
        return host(id -> provider);
    }

    private HostKeys host(HostKeys.ProviderOpener opener) throws IOException {
        provider.closes.set(0); // by the host before
        try (Sealer file = Sealer.ofKeyFile(home.resolve("seal.key"))) {
            Sealer hostKey = Sealer.ofHostKey(home.resolve("host.key"), file);
            return new HostKeys(opener, warnings::add, SealedKekCache.open(folder, hostKey, LIMIT, () -> now));
        }
    }

    private void fillAndRestart() throws Exception {
        try (HostKeys before = host()) {
            before.kek(Samples.KEY_ID).close();
        }
        provider.down.set(true);
    }

    private static void assertOpens(HostKeys keys) throws Exception {
        try (Kek kek = keys.kek(Samples.KEY_ID);
                SecretBytes dek = kek.unwrap(ENVELOPE)) {
            assertThat(dek.lengthBytes()).isEqualTo(XtsCipher.AES_XTS_256.keyBytes());
        }
    }

    private static void assertUnavailable(HostKeys keys, Reason reason) {
        assertThatThrownBy(() -> keys.kek(Samples.KEY_ID))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void afterARestartAKeyIsThereThoughItsProviderIsDownAndItsAgeIsTold() throws Exception {
        fillAndRestart();
        now = now.plus(Duration.ofHours(5));
        try (HostKeys keys = host();
                Kek kek = keys.kek(Samples.KEY_ID)) {
            assertOpens(keys);
            assertThat(keys.cachedKeys())
                    .singleElement()
                    .satisfies(held -> assertThat(held.age()).isGreaterThanOrEqualTo(Duration.ofHours(5)));
            assertThat(warnings).singleElement().asString().contains("300 minutes old", "provider unreachable");
            try (SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
                assertThatThrownBy(() -> kek.wrap(Samples.header(XtsCipher.AES_XTS_256), dek))
                        .as("nothing new is wrapped while the provider cannot be asked")
                        .hasMessageContaining("provider unreachable");
                provider.down.set(false);
                assertThat(kek.wrap(Samples.header(XtsCipher.AES_XTS_256), dek)).isNotNull();
            }
        }
        provider.down.set(true);
        try (HostKeys keys = host();
                HeldKeys held = keys.hold(List.of(Samples.KEY_ID))) {
            assertThat(held.failures()).isEmpty();
        }
    }

    @Test
    void aKeyThatIsOlderThanTheLimitOrFromTheFutureIsOfNoUseAndGoes() throws Exception {
        fillAndRestart();
        Instant fetched = now;
        now = fetched.plus(LIMIT).plusSeconds(1);
        try (HostKeys keys = host()) {
            assertThat(files()).as("swept when it was opened").isZero();
            assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
        }
        provider.down.set(false);
        fillAndRestart();
        now = fetched;
        try (HostKeys keys = host()) {
            assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
        }
        assertThat(files()).isZero();
    }

    @Test
    void aKeyThatIsTakenBackAfterARestartIsForgottenToo() throws Exception {
        fillAndRestart();
        try (HostKeys keys = host()) {
            keys.letGo(Samples.KEY_ID);
            assertThat(files()).isZero();
            assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
        }
    }

    @Test
    void aHostThatGivesUpKeysForgetsTheSealedOnes() throws Exception {
        fillAndRestart();
        try (HostKeys keys = host()) {
            keys.giveUp();
            assertThat(files()).isZero();
        }
    }

    @Test
    void aKeyFromHereIsAccountedForLikeOneThatWasFetched() throws Exception {
        fillAndRestart();
        List<KeyUse> uses = new ArrayList<>();
        provider.closes.set(0);
        try (Sealer file = Sealer.ofKeyFile(home.resolve("seal.key"));
                HostKeys keys = new HostKeys(
                        id -> provider,
                        warnings::add,
                        SealedKekCache.open(folder, Sealer.ofHostKey(home.resolve("host.key"), file), LIMIT, () -> now),
                        uses::add)) {
            keys.kek(Samples.KEY_ID).close();
        }
        assertThat(uses).extracting(KeyUse::action).contains(KeyUse.Action.FETCH_KEY);
    }

    @Test
    void aLockForgetsTheSealedKeysToo() throws Exception {
        fillAndRestart();
        try (HostKeys keys = host()) {
            assertOpens(keys);
            keys.lock();
            assertThat(files()).isZero();
            provider.closes.set(0);
            keys.unlock();
            assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
        }
    }

    @Test
    void whatTheProviderSaysAgainstAKeyGoesBeforeTheCache() throws Exception {
        for (Reason reason : List.of(Reason.MISSING_IN_PROVIDER, Reason.NOT_ACTIVE, Reason.NO_PERMISSION)) {
            provider.down.set(false);
            fillAndRestart();
            assertThat(files()).isEqualTo(1);
            try (HostKeys keys = host(id -> {
                throw new KeyUnavailableException(reason, "as it is told");
            })) {
                assertUnavailable(keys, reason);
            }
            assertThat(files()).as("%s", reason).isZero();
        }
    }

    @Test
    void underStandardTrustAHandedKeyOutlivesARestartAndOneThatWasTakenBackDoesNot() throws Exception {
        try (HostKeys keys = host(KeyProvider::handedOver)) {
            keys.accept(Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, Samples.kekBytes()));
        }
        try (HostKeys keys = host(KeyProvider::handedOver)) {
            assertOpens(keys);
        }
        try (HostKeys keys = host(KeyProvider::handedOver)) {
            keys.accept(Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, Samples.kekBytes()));
            keys.letGo(Samples.KEY_ID);
            assertUnavailable(keys, Reason.MISSING_IN_CACHE);
        }
    }

    @Test
    void whatWasChangedExchangedOrSealedElsewhereIsNotOpenedAndOnlyAWarning() throws Exception {
        fillAndRestart();
        Path entry;
        try (Stream<Path> all = Files.list(folder)) {
            entry = all.findFirst().orElseThrow();
        }
        byte[] sealed = Files.readAllBytes(entry);
        for (int at : new int[] {sealed.length - 1, sealed.length / 2, 8, 30}) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            Files.write(entry, changed);
            try (HostKeys keys = host()) {
                assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
            }
        }
        Files.write(entry, sealed);
        Files.delete(home.resolve("host.key"));
        try (HostKeys keys = host()) {
            assertUnavailable(keys, Reason.PROVIDER_UNREACHABLE);
        }
        assertThat(warnings).anyMatch(warning -> warning.contains("sealed by another key"));
    }

    @Test
    void noKeyStandsInAnyFileInTheClearAndNobodyElseMayReadThem() throws Exception {
        fillAndRestart();
        byte[] key = Samples.counting(0x00, 32);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(new String(key, StandardCharsets.ISO_8859_1));
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(this::host).isInstanceOf(IOException.class).hasMessageContaining("keks");
    }

    @Test
    void theVectorOfTheFormatOpens() throws Exception {
        String text = Files.readString(Path.of("..", "docs", "on-disk-format.md"));
        int start = text.indexOf("```hex K1\n") + "```hex K1\n".length();
        byte[] file = HexFormat.of()
                .parseHex(text.substring(start, text.indexOf("```", start)).replaceAll("\\s", ""));
        SealedKekEntry.Parsed parsed = SealedKekEntry.read(file);
        assertThat(parsed.entry())
                .isEqualTo(new SealedKekEntry(Samples.KEY_ID, KeyState.ACTIVE, Instant.ofEpochSecond(1_772_600_767)));
        byte[] header = Arrays.copyOf(file, parsed.headerBytes());
        assertThat(parsed.entry().header()).isEqualTo(header);
        try (Sealer hostKey = new KeySealer(SecretBytes.takeFrom(Samples.counting(0x20, 32)));
                SecretBytes expected = Samples.kekBytes();
                SecretBytes opened = hostKey.open(header, Arrays.copyOfRange(file, header.length, file.length))) {
            assertThat(opened.contentEquals(expected)).isTrue();
        }
    }

    @Test
    void aHostKeyThatAnotherSealerSealedIsRefused() throws Exception {
        fillAndRestart();
        Files.delete(home.resolve("seal.key"));
        assertThatThrownBy(this::host).isInstanceOf(IOException.class).hasMessageContaining("sealed by another key");
    }
}
