// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.ClientKeyKind;
import org.sectorkeep.keys.KeyProviders.ExistingFile;
import org.sectorkeep.keys.KeyProviders.Removal;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.keys.internal.files.CrashingFileSteps;
import org.sectorkeep.keys.internal.local.StoreSamples;

/** Setting up KMIP providers, without any server. */
class KmipProvidersTest {
    private static final PassphraseSource NONE = PassphraseSource.none();
    private static final PassphraseSource RIGHT = purpose -> "right".toCharArray();
    private static final PassphraseSource PASSWORD = purpose -> "pa55word-of-the-app".toCharArray();

    @TempDir
    private Path folder;

    private KeyProviders providers() {
        return KeyProvidersTest.cheap(folder.resolve("home"));
    }

    static KmipSettings settings() {
        return new KmipSettings(
                List.of("127.0.0.1:1"),
                "app",
                new KmipTrust.SystemAuthorities(),
                new KmipKeyUse.Fetched(),
                null,
                Duration.ofSeconds(2));
    }

    private static ProviderInfo add(KeyProviders providers, String name, StoreProtection protection)
            throws IOException {
        KmipLogin login = new KmipLogin(PASSWORD, null, null);
        return providers.kmip().add(name, settings(), login, protection, Probing.NOT_AT_ALL);
    }

    @Test
    void aProviderIsReadableButForItsSecretsAndItsOwnersAlone() throws Exception {
        KeyProviders providers = providers();
        ProviderInfo info = add(providers, "kms", StoreProtection.keyFile());
        assertThat(info.kind()).isEqualTo(ProviderInfo.Kind.KMIP);
        assertThat(info.isDefault()).isTrue();
        String text = Files.readString(info.store());
        assertThat(text).contains("server=127.0.0.1:1\n", "user=app\n").doesNotContain("pa55word");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(info.store())))
                .isEqualTo("rw-------");
        KmipProviderDetails details = providers.kmip().show("kms");
        assertThat(details.settings()).isEqualTo(settings());
        assertThat(details.keyFile()).contains(info.store().resolveSibling("local.key"));
        assertThat(providers.list()).containsExactly(info);
    }

    @Test
    void whatFailsTheProbeIsNotStored() throws Exception {
        KeyProviders providers = providers();
        assertThatThrownBy(() -> providers
                        .kmip()
                        .add(
                                "kms",
                                settings(),
                                new KmipLogin(PASSWORD, null, null),
                                StoreProtection.keyFile(),
                                Probing.FIRST))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyUnavailableException.Reason.PROVIDER_UNREACHABLE))
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("pa55word");
        assertThat(providers.list()).isEmpty();
    }

    @Test
    void removingOneNeedsNoForceUnlessItIsTheDefault() throws Exception {
        KeyProviders providers = providers();
        providers.addLocal("a", StoreProtection.keyFile());
        add(providers, "kms", StoreProtection.keyFile());
        providers.remove("kms", Removal.ONLY_IF_UNUSED);
        assertThat(providers.list()).hasSize(1);
        add(providers, "kms", StoreProtection.keyFile());
        providers.setDefault("kms");
        assertThatThrownBy(() -> providers.remove("kms", Removal.ONLY_IF_UNUSED))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("default");
    }

    @Test
    void anExportBringsItBackElsewhereUnderAPassphrase() throws Exception {
        KeyProviders providers = providers();
        add(providers, "kms", StoreProtection.passphrase(RIGHT));
        Path file = folder.resolve("export");
        providers.export("kms", RIGHT, file, ExistingFile.REFUSE, purpose -> "other".toCharArray());
        KeyProviders elsewhere = KeyProvidersTest.cheap(folder.resolve("elsewhere"));
        assertThatThrownBy(() -> elsewhere.importStore("kms", file, RIGHT, StoreProtection.keyFile()))
                .isInstanceOf(KeyUnavailableException.class);
        elsewhere.importStore("kms", file, purpose -> "other".toCharArray(), StoreProtection.keyFile());
        assertThat(elsewhere.kmip().show("kms").settings()).isEqualTo(settings());
        assertThat(elsewhere.kmip().show("kms").storeId())
                .isEqualTo(providers.kmip().show("kms").storeId());
        assertThatThrownBy(() -> providers.importStore(
                        "again", file, purpose -> "other".toCharArray(), StoreProtection.keyFile()))
                .hasMessageContaining("here already");
        elsewhere.open("kms", NONE).close();
    }

    @Test
    void theSecretsOpenWithTheRightPassphraseOnly() throws Exception {
        KeyProviders providers = providers();
        add(providers, "kms", StoreProtection.passphrase(RIGHT));
        providers.open("kms", RIGHT).close();
        assertUnavailable(
                () -> providers.open("kms", purpose -> "wrong".toCharArray()),
                KeyUnavailableException.Reason.WRONG_PASSPHRASE);
        assertUnavailable(() -> providers.open("kms", NONE), KeyUnavailableException.Reason.PASSPHRASE_NEEDED);
    }

    @Test
    void aChangedFileIsNotUsed() throws Exception {
        KeyProviders providers = providers();
        Path file = add(providers, "kms", StoreProtection.keyFile()).store();
        Files.writeString(file, Files.readString(file).replace("127.0.0.1:1", "127.0.0.1:2"));
        assertUnavailable(() -> providers.open("kms", NONE), KeyUnavailableException.Reason.PROVIDER_INVALID);
        Files.writeString(file, "rubbish");
        assertThatThrownBy(() -> providers.kmip().show("kms"))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("damaged");
    }

    private static void assertUnavailable(ThrowingCallable call, KeyUnavailableException.Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @EnumSource(ClientKeyKind.class)
    void aSelfSignedCertificateComesIntoUseWhenItIsTaken(ClientKeyKind kind) throws Exception {
        KeyProviders providers = providers();
        add(providers, "kms", StoreProtection.keyFile());
        Path file = folder.resolve("own.pem");
        Files.writeString(file, providers.kmip().makeSelfSigned("kms", NONE, kind, "host-a", Duration.ofDays(30)));
        assertThat(providers.kmip().show("kms").newIdentityPending()).isTrue();
        assertThat(providers.kmip().show("kms").certificates()).isEmpty();
        providers.kmip().takeCertificate("kms", NONE, file, Probing.NOT_AT_ALL);
        KmipProviderDetails details = providers.kmip().show("kms");
        assertThat(details.newIdentityPending()).isFalse();
        assertThat(details.certificates()).hasSize(1);
        assertThat(details.certificates().get(0).getSubjectX500Principal().getName())
                .isEqualTo("CN=host-a");
        providers.open("kms", NONE).close();
    }

    @Test
    void aCertificateForAnotherKeyIsRefusedAndNothingChanges() throws Exception {
        KeyProviders providers = providers();
        add(providers, "kms", StoreProtection.keyFile());
        Path foreign = folder.resolve("foreign.pem");
        Files.writeString(
                foreign,
                providers.kmip().makeSelfSigned("kms", NONE, ClientKeyKind.EC_P256, "host-a", Duration.ofDays(30)));
        providers.kmip().makeSigningRequest("kms", NONE, ClientKeyKind.EC_P256, "host-a");
        byte[] before = Files.readAllBytes(providers.find("kms").store());
        assertThatThrownBy(() -> providers.kmip().takeCertificate("kms", NONE, foreign, Probing.NOT_AT_ALL))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("another key");
        Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
        assertThatThrownBy(() -> providers.kmip().takeCertificate("kms", NONE, rubbish, Probing.NOT_AT_ALL))
                .isInstanceOf(ProviderException.class);
        assertThat(Files.readAllBytes(providers.find("kms").store())).isEqualTo(before);
    }

    @Test
    void aChangeOfTrustIsStored() throws Exception {
        KeyProviders providers = providers();
        add(providers, "kms", StoreProtection.keyFile());
        KmipTrust pins = new KmipTrust.Pins(List.of("SHA256:" + "AB".repeat(32)));
        providers.kmip().trust("kms", NONE, pins, Probing.NOT_AT_ALL);
        assertThat(providers.kmip().show("kms").settings().trust())
                .isEqualTo(new KmipTrust.Pins(List.of("sha256:" + "ab".repeat(32))));
        assertThatThrownBy(() -> providers.kmip().trust("kms", NONE, new KmipTrust.SystemAuthorities(), Probing.FIRST))
                .isInstanceOf(KeyUnavailableException.class);
        assertThat(providers.kmip().show("kms").settings().trust())
                .as("what did not work did not replace what was there")
                .isEqualTo(pins);
    }

    /** Power is lost between any two file operations of adding one, and of changing one. */
    @Test
    void aCrashLeavesTheOldStateOrTheNew() throws Exception {
        int step = 0;
        for (boolean done = false; !done; step++) {
            Path home = folder.resolve("add" + step);
            done = crash(home, step, providers -> add(providers, "kms", StoreProtection.keyFile()));
            KeyProviders afterwards = KeyProvidersTest.cheap(home);
            if (afterwards.list().isEmpty()) {
                assertThat(done).isFalse();
                add(afterwards, "kms", StoreProtection.keyFile());
            }
            afterwards.open("kms", NONE).close();
        }
        assertThat(step).isGreaterThan(9);
    }

    @Test
    void aCrashInAChangeLeavesTheOldFileOrTheNew() throws Exception {
        KmipTrust pins = new KmipTrust.Pins(List.of("sha256:" + "ab".repeat(32)));
        int step = 0;
        List<KmipTrust> seen = new ArrayList<>();
        for (boolean done = false; !done; step++) {
            Path home = folder.resolve("change" + step);
            add(KeyProvidersTest.cheap(home), "kms", StoreProtection.keyFile());
            done = crash(home, step, providers -> providers.kmip().trust("kms", NONE, pins, Probing.NOT_AT_ALL));
            KeyProviders afterwards = KeyProvidersTest.cheap(home);
            seen.add(afterwards.kmip().show("kms").settings().trust());
            afterwards.open("kms", NONE).close();
        }
        assertThat(seen).contains(pins, settings().trust());
        assertThat(seen.get(seen.size() - 1)).isEqualTo(pins);
    }

    /** A change under test. */
    @FunctionalInterface
    private interface Change {
        void make(KeyProviders providers) throws IOException;
    }

    private static boolean crash(Path home, int step, Change change) {
        KeyProviders crashing =
                new KeyProviders(home, CrashingFileSteps.at(step), StoreSamples.CHEAP, InstantSource.system());
        try {
            change.make(crashing);
            return true;
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("power lost before step " + step);
            return false;
        }
    }
}
