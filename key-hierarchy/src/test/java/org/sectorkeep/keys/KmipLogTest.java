// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.testing.Fault;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;

/** A marked key and a marked password are in no message and no log of any level, whatever the server does. */
@Timeout(120)
class KmipLogTest {
    private static final byte[] MARKED = "MARKED-KEY-32-BYTES-LONG-0123456".getBytes(StandardCharsets.US_ASCII);
    private static final String PASSWORD = "MARKED-PASSWORD";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void noExceptionHasThem(Fault fault) throws Exception {
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().login("app", PASSWORD).start()) {
            server.keys().put("marked", MARKED);
            KeyProviders providers = add(server, new KmipKeyUse.Fetched());
            server.failAlways(Operation.GET, fault);
            StringWriter said = new StringWriter();
            try (KeyProvider provider = providers.open("kms", PassphraseSource.none())) {
                said.append(provider.toString());
                provider.kek(new KeyId("kms", "marked")).close();
            } catch (KeyUnavailableException e) {
                e.printStackTrace(new PrintWriter(said, true));
            }
            assertClean(said.toString());
            assertThat(CapturedLogs.text()).contains("KMIP server '" + server.address());
            assertClean(CapturedLogs.text());
        }
    }

    static Stream<KmipKeyUse> ways() {
        return KmipKeyProviderTest.ways();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsStoredAndShownHasNeither(KmipKeyUse use) throws Exception {
        try (ScriptedKmipServer server =
                ScriptedKmipServer.builder().login("app", PASSWORD).start()) {
            server.keys().put("marked", MARKED);
            server.keys().put(KmipKeyProviderTest.WRAPPING_KEY, Samples.counting(0x33, 32));
            KeyProviders providers = add(server, use);
            String stored = Files.readString(providers.find("kms").store());
            try (KeyProvider provider = providers.open("kms", PassphraseSource.none());
                    Kek kek = provider.kek(new KeyId("kms", "marked"))) {
                assertClean(stored
                        + kek
                        + provider
                        + provider.probe()
                        + providers.kmip().show("kms")
                        + CapturedLogs.text());
            }
        }
    }

    private KeyProviders add(ScriptedKmipServer server, KmipKeyUse use) throws Exception {
        KeyProviders providers = KeyProvidersTest.cheap(folder.resolve("home"));
        providers
                .kmip()
                .add(
                        "kms",
                        settings(use, server),
                        new KmipLogin(purpose -> PASSWORD.toCharArray(), null, null),
                        StoreProtection.keyFile(),
                        Probing.NOT_AT_ALL);
        return providers;
    }

    /** With a deadline as short as it may be on a busy machine: some faults use all of it. */
    private static KmipSettings settings(KmipKeyUse use, ScriptedKmipServer server) {
        KmipSettings usual = KmipKeyProviderTest.settings(use, server);
        return new KmipSettings(
                usual.servers(),
                usual.userOrNull(),
                usual.trust(),
                usual.use(),
                usual.versionOrNull(),
                Duration.ofSeconds(3));
    }

    private static void assertClean(String text) {
        String key = new String(MARKED, StandardCharsets.US_ASCII);
        for (String form : List.of(
                key.substring(0, 12),
                HexFormat.of().formatHex(MARKED, 0, 8),
                HexFormat.of().withUpperCase().formatHex(MARKED, 0, 8),
                Base64.getEncoder().encodeToString(MARKED).substring(0, 12),
                PASSWORD,
                HexFormat.of().formatHex(PASSWORD.getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(text).doesNotContain(form);
        }
    }
}
