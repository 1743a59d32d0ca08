// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.testing.CustomAttributes;
import org.sectorkeep.kmip.testing.Fault;
import org.sectorkeep.kmip.testing.ScriptedKmipServer;
import org.sectorkeep.kmip.testing.TestAuthority;
import org.sectorkeep.kmip.testing.TestKeyStore;

/** A KMIP provider over servers that behave and misbehave as told. */
@Timeout(120)
class KmipKeyProviderTest {
    private static final XtsCipher CIPHER = XtsCipher.AES_XTS_256;
    static final String WRAPPING_KEY = "host-wrapping-key";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private ScriptedKmipServer server(TestKeyStore keys) {
        ScriptedKmipServer server =
                ScriptedKmipServer.builder().keys(keys).login("app", "right").start();
        keys.put(WRAPPING_KEY, Samples.counting(0x33, 32));
        open.add(server);
        return server;
    }

    static KmipSettings settings(KmipKeyUse use, ScriptedKmipServer... servers) {
        return new KmipSettings(
                Stream.of(servers).map(server -> server.address().toString()).toList(),
                "app",
                new KmipTrust.Authorities(List.of(TestAuthority.shared().certificate())),
                use,
                null,
                Duration.ofSeconds(15));
    }

    static Stream<KmipKeyUse> ways() {
        return Stream.of(
                new KmipKeyUse.Fetched(), new KmipKeyUse.FetchedWrapped(WRAPPING_KEY), new KmipKeyUse.Remote());
    }

    private KeyProviders add(KmipSettings settings, String password, Probing probing) throws IOException {
        KeyProviders providers = KeyProvidersTest.cheap(folder.resolve("home"));
        KmipLogin login = new KmipLogin(purpose -> password.toCharArray(), null, null);
        providers.kmip().add("kms", settings, login, StoreProtection.keyFile(), probing);
        return providers;
    }

    private KeyProvider provider(KmipSettings settings) throws IOException {
        KeyProvider provider =
                add(settings, "right", Probing.NOT_AT_ALL).open("kms", PassphraseSource.none(), warnings::add);
        open.add(provider);
        return provider;
    }

    /** A KEK made, a data key wrapped, all forgotten, and the envelope opened by id. */
    @ParameterizedTest
    @MethodSource("ways")
    void aKeyIsMadeUsedAndFoundAgainById(KmipKeyUse use) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProviders providers = add(settings(use, server), "right", Probing.FIRST);
        assertOnlyDestroyedCanaries(server.keys());
        Envelope envelope;
        KeyId id;
        try (KeyProvider provider = providers.open("kms", PassphraseSource.none());
                SecretBytes dek = Samples.dek(CIPHER)) {
            id = provider.createKek();
            assertThat(provider.state(id)).isEqualTo(KeyState.ACTIVE);
            try (Kek kek = provider.kek(id)) {
                envelope = kek.wrap(Samples.header(CIPHER, id), dek);
            }
        }
        assertThat(envelope.suite() == EnvelopeSuite.REMOTE_AES256_GCM).isEqualTo(use instanceof KmipKeyUse.Remote);
        try (KeyProvider provider = providers.open("kms", PassphraseSource.none());
                Kek kek = provider.kek(id);
                SecretBytes dek = kek.unwrap(Envelope.decode(envelope.encode()));
                SecretBytes expected = Samples.dek(CIPHER)) {
            assertThat(dek.contentEquals(expected)).isTrue();
        }
        assertThat(server.keys().names(id.keyId())).singleElement().asString().matches("sectorkeep-[0-9a-f]{32}");
        assertThat(server.keys().customAttribute(id.keyId(), "x-Product")).contains("Sectorkeep");
        assertThat(server.count(Operation.DESTROY)).as("only the canary").isEqualTo(1);
    }

    @Test
    void aServerThatRefusesCustomAttributesIsTolerated() throws Exception {
        ScriptedKmipServer server = ScriptedKmipServer.builder()
                .customAttributes(CustomAttributes.REFUSED)
                .login("app", "right")
                .start();
        open.add(server);
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        provider.kek(provider.createKek()).close();
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESETS_AFTER_ARRIVAL", "CLOSES_WITHIN_THE_ANSWER", "NEVER_ANSWERS"})
    void aKeyWhoseMakingWasInterruptedIsFoundByItsNameAndNeverMadeTwice(Fault fault) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        server.failNext(Operation.CREATE, fault);
        KeyId id = provider.createKek();
        assertThat(server.keys().ids()).containsExactlyInAnyOrder(WRAPPING_KEY, id.keyId());
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
        provider.kek(id).close();
    }

    @Test
    void anUnknownCreateThatNobodyFindsIsReportedByName() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        server.failNext(Operation.CREATE, Fault.RESETS_AFTER_ARRIVAL);
        server.failAlways(Operation.LOCATE, Fault.CLOSES_BEFORE_THE_ANSWER);
        assertUnavailable(provider::createKek, Reason.PROVIDER_UNREACHABLE, "'sectorkeep-", "not known", "no server");
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESETS_AFTER_ARRIVAL", "CLOSES_WITHIN_THE_ANSWER"})
    void anUnknownActivationIsSettledByTheState(Fault fault) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        server.failNext(Operation.ACTIVATE, fault);
        KeyId id = provider.createKek();
        assertThat(provider.state(id)).isEqualTo(KeyState.ACTIVE);
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
    }

    @Test
    void aPreActiveKeyIsActivatedBeforeItIsUsed() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        KeyId id = provider.createKek();
        server.keys().setState(id.keyId(), KmipState.PRE_ACTIVE);
        try (Kek kek = provider.kek(id)) {
            assertThat(kek.state()).isEqualTo(KeyState.ACTIVE);
        }
        assertThat(server.keys().state(id.keyId())).contains(KmipState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEACTIVATED", "COMPROMISED"})
    void aKeyOutOfUseOpensWithAWarningAndWrapsNothingNew(KmipState state) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        KeyId id = provider.createKek();
        Envelope envelope;
        try (SecretBytes dek = Samples.dek(CIPHER);
                Kek kek = provider.kek(id)) {
            envelope = kek.wrap(Samples.header(CIPHER, id), dek);
        }
        server.keys().setState(id.keyId(), state);
        try (HostKeys host = new HostKeys(
                        name -> KeyProvidersTest.cheap(folder.resolve("home")).open(name, PassphraseSource.none()),
                        warnings::add);
                SecretBytes dek = Samples.dek(CIPHER);
                Kek kek = host.kek(id)) {
            kek.unwrap(envelope).close();
            assertUnavailable(() -> kek.wrap(Samples.header(CIPHER, id), dek), Reason.NOT_ACTIVE, id.keyId());
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(id.keyId(), state == KmipState.COMPROMISED ? "only a deep rekey" : "deactivated");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESTROYED", "DESTROYED_COMPROMISED"})
    void aDestroyedKeyIsLocked(KmipState state) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        KeyId id = provider.createKek();
        server.keys().setState(id.keyId(), state);
        assertThatThrownBy(() -> provider.kek(id))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isIn(Reason.NOT_ACTIVE, Reason.MISSING_IN_PROVIDER));
    }

    @Test
    void aServerThatDecryptsUnderActiveKeysOnlyIsSaidToDoSo() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Remote(), server));
        KeyId id = provider.createKek();
        Envelope envelope;
        try (SecretBytes dek = Samples.dek(CIPHER);
                Kek kek = provider.kek(id)) {
            envelope = kek.wrap(Samples.header(CIPHER, id), dek);
        }
        server.keys().setState(id.keyId(), KmipState.DEACTIVATED);
        server.failAlways(Operation.DECRYPT, Fault.REFUSES);
        try (Kek kek = provider.kek(id)) {
            assertUnavailable(() -> kek.unwrap(envelope), Reason.NOT_ACTIVE, id.keyId());
        }
    }

    @Test
    void aKeyIsMissingOnlyIfEveryServerSaysSo() throws Exception {
        ScriptedKmipServer first = server(new TestKeyStore());
        ScriptedKmipServer second = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), first, second));
        KeyId nobodys = new KeyId("kms", "nobodys");
        assertUnavailable(() -> provider.kek(nobodys), Reason.MISSING_IN_PROVIDER, "nobodys");
        second.stop();
        assertUnavailable(
                () -> provider.kek(nobodys),
                Reason.PROVIDER_UNREACHABLE,
                second.address().toString());
    }

    @Test
    void aSecondServerOpensWhatTheFirstCannot() throws Exception {
        TestKeyStore keys = new TestKeyStore();
        ScriptedKmipServer first = server(keys);
        ScriptedKmipServer second = server(keys);
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), first, second));
        KeyId id = provider.createKek();
        assertThat(warnings).isEmpty();
        first.stop();
        provider.kek(id).close();
        second.stop();
        assertUnavailable(
                () -> provider.kek(id),
                Reason.PROVIDER_UNREACHABLE,
                first.address().toString(),
                second.address().toString());
    }

    @Test
    void aKeyThatTheOtherServerLacksIsWarnedOf() throws Exception {
        ScriptedKmipServer first = server(new TestKeyStore());
        ScriptedKmipServer second = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), first, second));
        KeyId id = provider.createKek();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(id.keyId())
                .contains("could not be found on KMIP server");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aNewKeyIsLookedForOnOtherServersInNoOtherWayThanItIsUsed(KmipKeyUse use) throws Exception {
        TestKeyStore keys = new TestKeyStore();
        ScriptedKmipServer first = server(keys);
        ScriptedKmipServer second = server(keys);
        KeyProvider provider = provider(settings(use, first, second));
        long setUp = first.count(Operation.GET);
        provider.createKek();
        long fetched = use instanceof KmipKeyUse.Remote ? 0 : 1;
        assertThat(first.count(Operation.GET)).isEqualTo(setUp + fetched);
        assertThat(second.count(Operation.GET)).isEqualTo(fetched);
        assertThat(second.requests()).isPositive();
        keys.setState(WRAPPING_KEY, KmipState.DEACTIVATED);
        long before = first.count(Operation.GET) + second.count(Operation.GET);
        provider.createKek(); // on either server: the quicker one is preferred
        long asked = use instanceof KmipKeyUse.FetchedWrapped ? 1 : 2 * fetched;
        assertThat(first.count(Operation.GET) + second.count(Operation.GET))
                .as("what its maker does not give out wrapped is got in the clear from nobody")
                .isEqualTo(before + asked);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aKeyThatWasFoundByItsNameIsWarnedOfWhereItIsNot() throws Exception {
        ScriptedKmipServer first = server(new TestKeyStore());
        ScriptedKmipServer second = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), first, second));
        first.failNext(Operation.CREATE, Fault.RESETS_AFTER_ARRIVAL);
        KeyId id = provider.createKek();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(id.keyId(), second.address().toString());
        assertThat(second.count(Operation.CREATE)).isZero();
    }

    @Test
    void wrappingKeysThatAreMissingOrNotActiveAreNamed() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.FetchedWrapped(WRAPPING_KEY), server));
        KeyId id = provider.createKek();
        server.keys().setState(WRAPPING_KEY, KmipState.DEACTIVATED);
        assertUnavailable(() -> provider.kek(id), Reason.WRAPPING_KEY_NOT_ACTIVE, WRAPPING_KEY);
        server.keys().forget(WRAPPING_KEY);
        assertUnavailable(() -> provider.kek(id), Reason.WRAPPING_KEY_MISSING, WRAPPING_KEY);
    }

    @Test
    void anotherWrappingKeyUnderTheSameIdIsNoticed() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.FetchedWrapped(WRAPPING_KEY), server));
        KeyId id = provider.createKek();
        server.keys().put(WRAPPING_KEY, Samples.counting(0x44, 32));
        assertUnavailable(() -> provider.kek(id), Reason.PROVIDER_INVALID, "our copy of wrapping key");
    }

    @ParameterizedTest
    @EnumSource(names = {"ANOTHER_ID", "WRONG_KEY_LENGTH", "WRONG_ALGORITHM", "WRONG_OPERATION", "ANSWERS_GARBAGE"})
    void anAnswerThatIsNotTheKeyIsRefused(Fault fault) throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        KeyId id = provider.createKek();
        server.failAlways(Operation.GET, fault);
        assertThatThrownBy(() -> provider.kek(id)).isInstanceOf(KeyUnavailableException.class);
        server.behave();
        provider.kek(id).close();
    }

    @Test
    void aWrongPasswordIsToldWhenTheProviderIsAddedAndNothingIsStored() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KmipSettings settings = settings(new KmipKeyUse.Fetched(), server);
        assertUnavailable(() -> add(settings, "wrong", Probing.FIRST), Reason.NO_PERMISSION, "the server trusts us");
        assertThat(KeyProvidersTest.cheap(folder.resolve("home")).list()).isEmpty();
    }

    @Test
    void aServerThatMakesNoKeysIsToldWhenTheProviderIsAdded() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KmipSettings settings = settings(new KmipKeyUse.Fetched(), server);
        server.failAlways(Operation.CREATE, Fault.ERROR_WITHOUT_OPERATION);
        assertThatThrownBy(() -> add(settings, "right", Probing.FIRST))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("canary key made");
    }

    @Test
    void anUntrustedServerIsToldAndGetsNoPassword() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KmipSettings settings = settings(new KmipKeyUse.Fetched(), server)
                .withTrust(new KmipTrust.Authorities(
                        List.of(TestAuthority.named("another").certificate())));
        assertUnavailable(
                () -> add(settings, "right", Probing.FIRST), Reason.PROVIDER_UNREACHABLE, "we trust the server");
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theProbeTellsEveryStepOfEveryServerAndLeavesNothing(KmipKeyUse use) throws Exception {
        TestKeyStore keys = new TestKeyStore();
        ScriptedKmipServer first = server(keys);
        ScriptedKmipServer second = server(keys);
        KeyProvider provider = provider(settings(use, first, second));
        ProviderHealth health = provider.probe();
        assertThat(health.healthy()).as(health.toString()).isTrue();
        List<String> steps = List.of(
                "reachable",
                "we trust the server",
                "the server trusts us",
                "canary key made",
                "canary key activated",
                "canary key fetched",
                "canary key used",
                "canary key revoked",
                "canary key destroyed");
        for (ScriptedKmipServer server : List.of(first, second)) {
            assertThat(health.checks().stream()
                            .filter(check -> server.address().toString().equals(check.server())))
                    .extracting(ProviderHealth.Check::name)
                    .containsExactlyElementsOf(steps);
        }
        assertThat(health.certificates())
                .hasSize(2)
                .allSatisfy(certificate -> assertThat(certificate.daysLeft()).isPositive());
        assertOnlyDestroyedCanaries(keys);
    }

    private static void assertOnlyDestroyedCanaries(TestKeyStore keys) {
        assertThat(keys.ids())
                .filteredOn(id -> !id.equals(WRAPPING_KEY))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(keys.state(id)).contains(KmipState.DESTROYED));
    }

    @Test
    void aCanaryThatCannotBeRemovedIsNamed() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        server.failAlways(Operation.DESTROY, Fault.ERROR_WITHOUT_OPERATION);
        ProviderHealth health = provider.probe();
        String left = server.keys().ids().stream()
                .filter(id -> !id.equals(WRAPPING_KEY))
                .findFirst()
                .orElseThrow();
        assertThat(health.healthy()).isFalse();
        assertThat(health.checks().get(health.checks().size() - 1).detail())
                .contains(left, "sectorkeep-canary-", "still in the server");
    }

    @Test
    void oneServerDownDoesNotHideTheOther() throws Exception {
        TestKeyStore keys = new TestKeyStore();
        ScriptedKmipServer first = server(keys);
        ScriptedKmipServer second = server(keys);
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), first, second));
        first.stop();
        ProviderHealth health = provider.probe();
        assertThat(health.firstFailure())
                .get()
                .satisfies(check ->
                        assertThat(check.server()).isEqualTo(first.address().toString()));
        assertThat(health.checks()).filteredOn(ProviderHealth.Check::passed).hasSize(9);
    }

    @Test
    void periodicHealthUsesOneStandingCanary() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        KeyProvider provider = provider(settings(new KmipKeyUse.Fetched(), server));
        for (int i = 0; i < 3; i++) {
            ProviderHealth health = provider.health();
            assertThat(health.healthy()).as(health.toString()).isTrue();
        }
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
        assertThat(server.count(Operation.DESTROY)).isZero();
        server.stop();
        assertThat(provider.health().healthy()).isFalse();
    }

    @Test
    void manyKeysAreFetchedInFewCallsAndOneThatIsMissingKeepsNoOtherAway() throws Exception {
        ScriptedKmipServer server = server(new TestKeyStore());
        List<KeyId> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            server.keys().put("key-" + i, Samples.counting(i, 32));
            ids.add(new KeyId("kms", "key-" + i));
        }
        ids.add(new KeyId("kms", "nobodys"));
        KeyProviders providers = add(settings(new KmipKeyUse.Fetched(), server), "right", Probing.NOT_AT_ALL);
        try (HostKeys host = HostKeys.of(providers, PassphraseSource.none());
                HeldKeys held = host.hold(ids)) {
            assertThat(held.ids()).hasSize(300);
            assertThat(held.failures()).hasSize(1);
            assertThat(held.failures())
                    .hasEntrySatisfying(
                            ids.get(300),
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.MISSING_IN_PROVIDER));
            long requests = server.requests();
            assertThat(requests).isLessThan(20);
            for (KeyId id : held.ids()) {
                host.kek(id).close();
            }
            assertThat(server.requests()).as("all are at hand").isEqualTo(requests);
        }
    }

    private static void assertUnavailable(ThrowingCallable call, Reason reason, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .hasMessageContainingAll(parts);
    }
}
