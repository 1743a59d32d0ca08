// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sectorkeep.kmip.CircuitState;
import org.sectorkeep.kmip.CreatedKey;
import org.sectorkeep.kmip.FetchBack;
import org.sectorkeep.kmip.KeyMissingException;
import org.sectorkeep.kmip.KmipCall;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipCluster;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipListener;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.NoServerException;
import org.sectorkeep.kmip.OutcomeUnknownException;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.Operation;

/** Several servers that replicate each other, or fail to. */
@Timeout(120)
class ClusterTest {
    private final TestKeyStore keys = new TestKeyStore();
    private final ScriptedKmipServer first =
            ScriptedKmipServer.builder().keys(keys).start();
    private final ScriptedKmipServer second =
            ScriptedKmipServer.builder().keys(keys).start();
    private final ScriptedKmipServer apart = ScriptedKmipServer.start();
    private final List<KmipClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(KmipClient::close);
        List.of(first, second, apart).forEach(ScriptedKmipServer::close);
    }

    @Test
    void readingGoesOnToTheNextServer() throws KmipException {
        keys.put("kek", new byte[32]);
        try (KmipCluster cluster = cluster(first, second)) {
            assertThat(length(cluster)).isEqualTo(32);
            assertThat(second.requests()).isZero();
            first.stop();
            assertThat(length(cluster)).isEqualTo(32);
        }
    }

    @Test
    void aServerThatHangsLeavesTimeForTheOthers() throws KmipException {
        keys.put("kek", new byte[32]);
        first.failAlways(Operation.GET, Fault.NEVER_ANSWERS);
        try (KmipCluster cluster = cluster(first, second)) {
            assertThat(length(cluster)).isEqualTo(32);
        }
    }

    @Test
    void aKeyThatOneServerLacksIsToldFromOneThatIsMissing() throws KmipException {
        List<KmipServer> lacking = new CopyOnWriteArrayList<>();
        KmipListener listener = new KmipListener() {
            @Override
            public void keyLacking(KmipServer server, String uniqueIdentifier) {
                lacking.add(server);
            }
        };
        keys.put("kek", new byte[32]);
        try (KmipCluster cluster =
                KmipCluster.builder(clients(apart, first)).listener(listener).build()) {
            assertThat(length(cluster)).isEqualTo(32);
            assertThat(length(cluster)).isEqualTo(32);
            assertThat(apart.count(Operation.GET)).as("it is remembered").isEqualTo(1);
            assertThat(lacking).containsExactly(apart.address());
            keys.forget("kek");
            assertMissing(cluster, KeyMissingException.Scope.EVERYWHERE);
            first.stop();
            assertMissing(cluster, KeyMissingException.Scope.SOME_NOT_ASKED);
            apart.stop();
            assertThatThrownBy(() -> length(cluster))
                    .isInstanceOfSatisfying(
                            NoServerException.class,
                            e -> assertThat(e.perServer()).containsOnlyKeys(first.address(), apart.address()));
        }
    }

    @Test
    void aNewKeyIsFetchedBackFromTheOthers() throws KmipException {
        try (KmipCluster cluster = cluster(first, second)) {
            CreatedKey created = cluster.create(Clients.aes256("replicated"));
            assertThat(created.server()).isEqualTo(first.address());
            assertThat(created.others()).isEqualTo(Map.of(second.address(), CreatedKey.Replica.PRESENT));
            assertThat(second.count(Operation.GET)).isEqualTo(1);
        }
        try (KmipCluster cluster = KmipCluster.builder(clients(first, second))
                .fetchBack(FetchBack.OFF)
                .build()) {
            assertThat(cluster.create(Clients.aes256("unchecked")).others()).isEmpty();
            assertThat(second.count(Operation.GET)).isEqualTo(1);
        }
    }

    @Test
    void serversThatDoNotHaveTheNewKeyAreNamed() throws KmipException {
        second.stop();
        try (KmipCluster cluster = KmipCluster.builder(clients(first, apart, second))
                .replicationTime(Duration.ofSeconds(10))
                .build()) {
            CreatedKey created = cluster.create(Clients.aes256("alone"));
            assertThat(created.others())
                    .isEqualTo(Map.of(
                            apart.address(), CreatedKey.Replica.MISSING,
                            second.address(), CreatedKey.Replica.NOT_ASKED));
            assertThat(created.missingOn()).containsExactlyInAnyOrder(apart.address(), second.address());
            cluster.activate(created.id());
            assertThat(apart.count(Operation.ACTIVATE)).isZero();
        }
    }

    @Test
    void anotherKeyUnderTheNewIdIsRefused() {
        String id = keys.newId();
        String next = id.substring(0, id.lastIndexOf('-') + 1) + "2";
        apart.keys().put(next, new byte[32]);
        try (KmipCluster cluster = cluster(first, apart)) {
            assertThatThrownBy(() -> cluster.create(Clients.aes256("twin")))
                    .isInstanceOf(KmipProtocolException.class)
                    .hasMessageContaining(next)
                    .hasMessageContaining("replicate");
        }
    }

    @Test
    void aCreateGoesOnOnlyIfItWasCertainlyNotSent() throws KmipException {
        try (KmipCluster cluster = cluster(first, second)) {
            first.failNext(Operation.CREATE, Fault.RESETS_AFTER_ARRIVAL);
            assertThatThrownBy(() -> cluster.create(Clients.aes256("unknown")))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(second.count(Operation.CREATE)).isZero();
        }
        first.stop();
        try (KmipCluster cluster = cluster(first, second)) {
            assertThat(cluster.create(Clients.aes256("other")).server()).isEqualTo(second.address());
        }
    }

    @Test
    void aServerThatFailsAgainAndAgainIsLeftAloneAndTriedLater() throws Exception {
        keys.put("kek", new byte[32]);
        second.keys().put("kek", new byte[32]);
        try (KmipCluster cluster = cluster(first)) {
            first.stop();
            // On a machine that stalls, the time in which it is left alone may be over; the next is twice as long.
            Throwable thrown = catchThrowable(() -> length(cluster));
            while (!String.valueOf(thrown.getMessage()).contains("left alone")) {
                assertThat(thrown).isInstanceOf(KmipException.class);
                thrown = catchThrowable(() -> length(cluster));
            }
            assertThat(cluster.circuits()).containsValue(CircuitState.OPEN);
            first.resume();
            long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (cluster.circuits().containsValue(CircuitState.OPEN) && System.nanoTime() < giveUp) {
                try {
                    length(cluster);
                } catch (KmipException e) {
                    Thread.onSpinWait();
                }
            }
            assertThat(length(cluster)).isEqualTo(32);
        }
    }

    @Test
    void manyKeysAreCollectedFromWhoeverHasThem() {
        keys.put("kek", new byte[32]);
        apart.keys().put("other", new byte[32]);
        try (KmipCluster cluster = cluster(first, apart)) {
            List<String> lent = new ArrayList<>();
            Map<String, KmipException> failures =
                    cluster.getAll(List.of("kek", "other", "none"), key -> lent.add(key.uniqueIdentifier()));
            assertThat(lent).containsExactlyInAnyOrder("kek", "other");
            assertThat(failures).containsOnlyKeys("none");
            assertThat(failures.get("none")).isInstanceOf(KeyMissingException.class);
        }
    }

    @Test
    void aListenerIsToldAndItsFailuresAreItsOwn() throws KmipException {
        keys.put("kek", new byte[32]);
        List<KmipCall> calls = new CopyOnWriteArrayList<>();
        KmipListener listener = new KmipListener() {
            @Override
            public void callEnded(KmipCall call) {
                calls.add(call);
                throw new IllegalStateException("a listener's own mistake");
            }
        };
        try (KmipClient client = Clients.of(first).listener(listener).build()) {
            assertThat(client.<Integer>get("kek", key -> key.material().remaining()))
                    .isEqualTo(32);
            first.failAlways(Operation.GET, Fault.ANSWERS_GARBAGE);
            assertThatThrownBy(() -> client.get("kek", key -> key)).isInstanceOf(KmipException.class);
        }
        assertThat(calls).extracting(KmipCall::operation).containsOnly(Operation.GET);
        assertThat(calls.get(0).failure()).isEmpty();
        assertThat(calls.get(1).failure()).isPresent();
    }

    private static void assertMissing(KmipCluster cluster, KeyMissingException.Scope scope) {
        assertThatThrownBy(() -> length(cluster))
                .isInstanceOfSatisfying(
                        KeyMissingException.class, e -> assertThat(e.scope()).isEqualTo(scope));
    }

    private static int length(KmipCluster cluster) throws KmipException {
        return cluster.<Integer>get("kek", key -> key.material().remaining());
    }

    private KmipCluster cluster(ScriptedKmipServer... servers) {
        return KmipCluster.of(clients(servers));
    }

    private List<KmipClient> clients(ScriptedKmipServer... servers) {
        List<KmipClient> list = new ArrayList<>();
        for (ScriptedKmipServer server : servers) {
            list.add(Clients.of(server).build());
        }
        clients.addAll(list);
        return list;
    }
}
