// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyProviders.ExistingFile;
import org.sectorkeep.keys.KeyProviders.Removal;
import org.sectorkeep.keys.internal.files.SystemFileSteps;
import org.sectorkeep.keys.internal.local.StoreSamples;

class KeyProvidersTest {
    private static final PassphraseSource RIGHT = purpose -> "right".toCharArray();
    private static final PassphraseSource WRONG = purpose -> "wrong".toCharArray();
    private static final PassphraseSource NONE = PassphraseSource.none();

    @TempDir
    private Path folder;

    private Path home;
    private KeyProviders providers;

    @BeforeEach
    void open() {
        home = folder.resolve("home");
        providers = cheap(home);
    }

    /** With the least work for a passphrase. */
    static KeyProviders cheap(Path home) {
        return new KeyProviders(home, new SystemFileSteps(), StoreSamples.CHEAP, InstantSource.system());
    }

    @Test
    void theFirstLocalProviderIsMadeOnceAndWorks() throws Exception {
        KeyProviders real = KeyProviders.open(home);
        assertThat(real.list()).isEmpty();
        assertThat(real.defaultProvider()).isEmpty();
        assertThat(home).doesNotExist();

        KeyProviders.DefaultProvider first = real.defaultOrCreateLocal();
        assertThat(first.created()).isTrue();
        assertThat(first.provider())
                .isEqualTo(new ProviderInfo(
                        "local",
                        ProviderInfo.Kind.LOCAL,
                        true,
                        home.resolve("providers").resolve("local").resolve("local.keystore")));
        assertThat(first.provider().store()).exists();
        assertThat(real.defaultOrCreateLocal().created()).isFalse();

        Envelope envelope = wrapUnderNewKey(real, "local", NONE);
        assertOpens(KeyProviders.open(home), envelope, NONE);
    }

    /** Wraps the sample DEK under a key made now. */
    private static Envelope wrapUnderNewKey(KeyProviders providers, String name, PassphraseSource source)
            throws Exception {
        try (KeyProvider provider = providers.open(name, source);
                Kek kek = provider.kek(provider.createKek());
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            return kek.wrap(Samples.header(XtsCipher.AES_XTS_256, kek.id()), dek);
        }
    }

    private static void assertOpens(KeyProviders providers, Envelope envelope, PassphraseSource source)
            throws Exception {
        KeyId id = envelope.header().keyId();
        try (KeyProvider provider = providers.open(id.providerId(), source);
                Kek kek = provider.kek(id);
                SecretBytes unwrapped = kek.unwrap(envelope);
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            assertThat(unwrapped.contentEquals(dek)).isTrue();
        }
    }

    @Test
    void everythingIsForTheOwnerAlone() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        providers.addLocal("b", StoreProtection.keyFile(folder.resolve("b.key")));
        wrapUnderNewKey(providers, "a", NONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b.key"))))
                .isEqualTo("rw-------");
        try (Stream<Path> all = Files.walk(home)) {
            assertThat(all)
                    .hasSizeGreaterThan(7)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void aHomeThatOthersMayEnterIsRefused() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));
        assertRefused(providers::list, ProviderException.Reason.UNSAFE_MODE, "chmod");
        assertRefused(
                () -> providers.addLocal("b", StoreProtection.keyFile()), ProviderException.Reason.UNSAFE_MODE, "home");
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, "rwxr-x---");
    }

    @Test
    void aKeyFileThatOthersMayReadIsRefused() throws Exception {
        ProviderInfo info = providers.addLocal("a", StoreProtection.keyFile());
        Path keyFile = info.store().resolveSibling("local.key");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, keyFile.toString());
    }

    @Test
    void missingWrongAndForeignKeyFilesAreToldApart() throws Exception {
        Path keyFile =
                providers.addLocal("a", StoreProtection.keyFile()).store().resolveSibling("local.key");
        byte[] content = Files.readAllBytes(keyFile);
        assertThat(content).hasSize(32);
        Files.write(keyFile, new byte[31]);
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, "exactly 32");
        Files.write(keyFile, new byte[33]);
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, "exactly 32");
        Files.write(keyFile, new byte[32]);
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, "does not open");
        Files.delete(keyFile);
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, "is missing");
    }

    @Test
    void aPassphraseIsAskedForOnceWhenNeededAndWiped() throws Exception {
        List<char[]> given = new ArrayList<>();
        List<String> purposes = new ArrayList<>();
        PassphraseSource source = purpose -> {
            purposes.add(purpose);
            char[] passphrase = "right".toCharArray();
            given.add(passphrase);
            return passphrase;
        };
        providers.addLocal("a", StoreProtection.passphrase(source));
        assertThat(providers.show("a").needsPassphrase()).isTrue();
        assertThat(purposes).hasSize(1);
        try (KeyProvider provider = providers.open("a", source)) {
            provider.kek(provider.createKek()).close();
            assertThat(provider.probe().healthy()).isTrue();
        }
        assertThat(purposes).hasSize(2).last().asString().contains("'a'");
        assertThat(given).allSatisfy(passphrase -> assertThat(passphrase).containsOnly('\0'));
    }

    @Test
    void aWrongPassphraseIsOneClearLine() throws Exception {
        providers.addLocal("a", StoreProtection.passphrase(RIGHT));
        assertUnavailable(
                () -> providers.open("a", WRONG),
                KeyUnavailableException.Reason.WRONG_PASSPHRASE,
                "wrong passphrase: the key store of provider 'a' does not open with it");
        assertUnavailable(
                () -> providers.open("a", purpose -> new char[0]),
                KeyUnavailableException.Reason.WRONG_PASSPHRASE,
                "empty");
        assertUnavailable(() -> providers.open("a", NONE), KeyUnavailableException.Reason.PASSPHRASE_NEEDED, "'a'");
        assertUnavailable(
                () -> providers.open("a", purpose -> {
                    throw new IOException("no terminal");
                }),
                KeyUnavailableException.Reason.PASSPHRASE_NEEDED,
                "no terminal");
    }

    @Test
    void anEmptyPassphraseIsRefusedAndNothingIsLeft() throws Exception {
        assertRefused(
                () -> providers.addLocal("a", StoreProtection.passphrase(purpose -> new char[0])),
                ProviderException.Reason.BAD_PASSPHRASE,
                "empty");
        assertThat(providers.list()).isEmpty();
    }

    @Test
    void aChangedStoreIsRefused() throws Exception {
        Path store = providers.addLocal("a", StoreProtection.keyFile()).store();
        KeyId id = wrapUnderNewKey(providers, "a", NONE).header().keyId();
        byte[] bytes = Files.readAllBytes(store);
        bytes[bytes.length - 1] ^= 1;
        try (KeyProvider open = providers.open("a", NONE)) {
            Files.write(store, bytes);
            assertUnavailable(
                    () -> open.kek(id), KeyUnavailableException.Reason.PROVIDER_INVALID, "the file was changed");
            assertUnavailable(open::createKek, KeyUnavailableException.Reason.PROVIDER_INVALID, "was changed");
            ProviderHealth health = open.probe();
            assertThat(health.healthy()).isFalse();
            assertThat(health.checks()).hasSize(1);
        }
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, store.toString());
        Files.write(store, new byte[] {1, 2, 3});
        assertRefused(() -> providers.show("a"), ProviderException.Reason.DAMAGED, store.toString());
        assertThat(providers.list()).hasSize(1);
    }

    @Test
    void anotherStoreInItsPlaceIsNotMistakenForIt() throws Exception {
        Path store = providers.addLocal("a", StoreProtection.keyFile()).store();
        Path other = providers.addLocal("b", StoreProtection.keyFile()).store();
        try (KeyProvider open = providers.open("a", NONE)) {
            Files.write(store, Files.readAllBytes(other));
            assertUnavailable(open::createKek, KeyUnavailableException.Reason.PROVIDER_INVALID, "was changed");
        }
    }

    @Test
    void anIdThatWasNeverIssuedIsMissing() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        KeyId unknown = new KeyId("a", "00000000000000000000000000000000");
        try (KeyProvider provider = providers.open("a", NONE)) {
            assertUnavailable(
                    () -> provider.kek(unknown),
                    KeyUnavailableException.Reason.MISSING_IN_PROVIDER,
                    unknown.toString());
            assertUnavailable(
                    () -> provider.state(unknown),
                    KeyUnavailableException.Reason.MISSING_IN_PROVIDER,
                    unknown.toString());
            assertThatThrownBy(() -> provider.kek(new KeyId("b", "x"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aKeyMadeThroughOneHandleIsFoundThroughAnother() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        try (KeyProvider one = providers.open("a", NONE);
                KeyProvider two = cheap(home).open("a", NONE)) {
            KeyId id = one.createKek();
            assertThat(two.state(id)).isEqualTo(KeyState.ACTIVE);
            two.kek(id).close();
        }
        assertThat(providers.show("a").keys()).hasSize(1).first().satisfies(key -> {
            assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
            assertThat(key.id().keyId()).matches("[0-9a-f]{32}");
        });
    }

    @Test
    void anUnknownProviderIsNamed() {
        for (String name : List.of("nobody", "../a", "A", "", "/", "a\u0000")) {
            assertUnavailable(
                    () -> providers.open(name, NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, home.toString());
        }
        assertRefused(() -> providers.show("nobody"), ProviderException.Reason.UNKNOWN_PROVIDER, "'nobody'");
        assertRefused(() -> providers.setDefault("nobody"), ProviderException.Reason.UNKNOWN_PROVIDER, "'nobody'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "A", "a/b", "..", "ä", "a b"})
    void namesThatAreNotAllowedAreRefused(String name) {
        assertRefused(
                () -> providers.addLocal(name, StoreProtection.keyFile()),
                ProviderException.Reason.BAD_NAME,
                "a-z 0-9");
        assertThat(home).doesNotExist();
    }

    @Test
    void namesUpTo64CharactersAreAllowed() throws Exception {
        assertThat(providers
                        .addLocal("0._-" + "z".repeat(60), StoreProtection.keyFile())
                        .isDefault())
                .isTrue();
        assertRefused(
                () -> providers.addLocal("z".repeat(65), StoreProtection.keyFile()),
                ProviderException.Reason.BAD_NAME,
                "64");
    }

    @Test
    void aTakenNameAndAnExistingKeyFileAreRefusedAndLeftAlone() throws Exception {
        Path store = providers.addLocal("a", StoreProtection.keyFile()).store();
        byte[] before = Files.readAllBytes(store);
        assertRefused(
                () -> providers.addLocal("a", StoreProtection.keyFile()), ProviderException.Reason.NAME_TAKEN, "'a'");
        assertThat(store).hasBinaryContent(before);

        Path keyFile = Files.write(folder.resolve("mine"), new byte[] {7});
        assertRefused(
                () -> providers.addLocal("b", StoreProtection.keyFile(keyFile)),
                ProviderException.Reason.FILE_EXISTS,
                "mine");
        assertThat(keyFile).hasBinaryContent(new byte[] {7});
        assertThat(providers.list()).extracting(ProviderInfo::name).containsExactly("a");
    }

    @Test
    void aKeyFileMayBeElsewhere() throws Exception {
        Path keyFile = folder.resolve("stick.key");
        providers.addLocal("a", StoreProtection.keyFile(keyFile));
        assertThat(providers.show("a").keyFilePath()).contains(keyFile);
        Envelope envelope = wrapUnderNewKey(providers, "a", NONE);
        assertOpens(providers, envelope, NONE);
        Files.delete(keyFile);
        assertUnavailable(
                () -> providers.open("a", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID, keyFile.toString());
    }

    @Test
    void theDefaultIsTheFirstUntilAnotherIsNamed() throws Exception {
        providers.addLocal("b", StoreProtection.keyFile());
        providers.addLocal("a", StoreProtection.keyFile());
        assertThat(providers.defaultProvider())
                .get()
                .extracting(ProviderInfo::name)
                .isEqualTo("b");
        providers.setDefault("a");
        assertThat(providers.defaultOrCreateLocal().provider().name()).isEqualTo("a");
        assertThat(providers.list())
                .extracting(ProviderInfo::name, ProviderInfo::isDefault)
                .containsExactly(tuple("a", true), tuple("b", false));
    }

    @Test
    void aProviderInUseIsRemovedOnlyByForce() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        providers.addLocal("b", StoreProtection.keyFile());
        providers.addLocal("c", StoreProtection.keyFile());
        Path used = folder.resolve("home/providers/b");
        wrapUnderNewKey(providers, "b", NONE);
        assertRefused(
                () -> providers.remove("a", Removal.ONLY_IF_UNUSED), ProviderException.Reason.IN_USE, "is the default");
        assertRefused(
                () -> providers.remove("b", Removal.ONLY_IF_UNUSED), ProviderException.Reason.IN_USE, "unreadable");
        providers.remove("c", Removal.ONLY_IF_UNUSED);
        providers.remove("b", Removal.EVEN_IF_DISKS_BECOME_UNREADABLE);
        assertThat(used).doesNotExist();
        providers.addLocal("d", StoreProtection.keyFile());
        providers.addLocal("e", StoreProtection.keyFile());
        providers.remove("a", Removal.EVEN_IF_DISKS_BECOME_UNREADABLE);
        assertThat(providers.defaultProvider()).isEmpty();
        assertRefused(providers::defaultOrCreateLocal, ProviderException.Reason.NO_DEFAULT, "default");
        assertThat(providers.list()).extracting(ProviderInfo::name).containsExactly("d", "e");
    }

    @Test
    void anExportIsCompleteAndOpensElsewhere() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        Envelope envelope = wrapUnderNewKey(providers, "a", NONE);
        Path file = folder.resolve("a.export");
        providers.export("a", NONE, file, ExistingFile.REFUSE, RIGHT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        KeyProviders elsewhere = cheap(folder.resolve("elsewhere"));
        assertUnavailable(
                () -> elsewhere.importStore("a", file, WRONG, StoreProtection.keyFile()),
                KeyUnavailableException.Reason.WRONG_PASSPHRASE,
                file.toString());
        assertThat(elsewhere.list()).isEmpty();
        elsewhere.importStore("a", file, RIGHT, StoreProtection.passphrase(WRONG));
        assertOpens(elsewhere, envelope, WRONG);
        assertThat(elsewhere.show("a").storeId()).isEqualTo(providers.show("a").storeId());
        assertThat(elsewhere.show("a").keys()).isEqualTo(providers.show("a").keys());

        assertRefused(
                () -> providers.importStore("a", file, RIGHT, StoreProtection.keyFile()),
                ProviderException.Reason.NAME_TAKEN,
                "'a'");
        assertRefused(
                () -> providers.importStore("b", file, RIGHT, StoreProtection.keyFile()),
                ProviderException.Reason.STORE_HERE_ALREADY,
                "'a'");
    }

    @Test
    void anExportOverwritesOnlyWhenTold() throws Exception {
        providers.addLocal("a", StoreProtection.keyFile());
        Path file = Files.writeString(folder.resolve("a.export"), "precious");
        assertRefused(
                () -> providers.export("a", NONE, file, ExistingFile.REFUSE, RIGHT),
                ProviderException.Reason.FILE_EXISTS,
                file.toString());
        assertThat(file).hasContent("precious");
        providers.export("a", NONE, file, ExistingFile.REPLACE, RIGHT);
        cheap(folder.resolve("elsewhere")).importStore("a", file, RIGHT, StoreProtection.keyFile());
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).hasSize(3);
        }
    }

    @Test
    void anImportIsVerifiedWholeBeforeAnythingIsStored() throws Exception {
        Path store = providers.addLocal("a", StoreProtection.keyFile()).store();
        Path file = folder.resolve("a.export");
        providers.export("a", NONE, file, ExistingFile.REFUSE, RIGHT);
        KeyProviders elsewhere = cheap(folder.resolve("elsewhere"));
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length - 1] ^= 1;
        Files.write(file, changed);
        assertRefused(
                () -> elsewhere.importStore("a", file, RIGHT, StoreProtection.keyFile()),
                ProviderException.Reason.DAMAGED,
                "was changed");
        assertRefused(
                () -> elsewhere.importStore("a", store, RIGHT, StoreProtection.keyFile()),
                ProviderException.Reason.DAMAGED,
                "not an export");
        assertRefused(
                () -> elsewhere.importStore("a", Files.writeString(file, "hello"), RIGHT, StoreProtection.keyFile()),
                ProviderException.Reason.DAMAGED,
                "not a key store");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    private static void assertRefused(ThrowingCallable call, ProviderException.Reason reason, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(text)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n"));
    }

    private static void assertUnavailable(ThrowingCallable call, KeyUnavailableException.Reason reason, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(text)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n", "right"));
    }
}
