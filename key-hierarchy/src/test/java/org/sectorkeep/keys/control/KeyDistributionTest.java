// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.HostState;
import org.sectorkeep.keys.KeyDelivery;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.keys.StoreProtection;

/** A control plane that hands keys to the hosts of a cluster. */
class KeyDistributionTest {
    @TempDir
    private Path home;

    private final List<SecretBytes> carried = new ArrayList<>();
    private final Map<String, List<KeyId>> received = new TreeMap<>();
    private ControlPlane plane;
    private HostKeys keys;
    private KeyDistribution distribution;

    /** A transport to hosts, one of which is down. */
    private final KeyDelivery transport = new KeyDelivery() {
        @Override
        public void deliver(String host, List<HandedKek> handed) throws IOException {
            if (host.equals("down")) {
                throw new IOException("host 'down' does not answer");
            }
            for (HandedKek each : handed) {
                assertThat(each.key().lengthBytes()).isEqualTo(HandedKek.KEY_BYTES);
                assertThat(each.toString()).contains(each.id().keyId());
                carried.add(each.key());
                received.computeIfAbsent(host, name -> new ArrayList<>()).add(each.id());
            }
        }

        @Override
        public void withdraw(String host, Collection<KeyId> ids) throws IOException {
            if (host.equals("down")) {
                throw new IOException("host 'down' does not answer");
            }
            received.computeIfAbsent(host, name -> new ArrayList<>()).removeAll(ids);
        }
    };

    @BeforeEach
    void make() throws IOException {
        KeyProviders providers = KeyProviders.open(home.resolve("home"));
        Object unused = providers.addLocal("local", StoreProtection.keyFile());
        keys = HostKeys.of(providers, PassphraseSource.none());
        plane = ControlPlane.open(new DirectoryLocation.Embedded(home.resolve("home")));
        plane.hosts().put(new KnownHost("a", "cluster", HostState.SAFE));
        plane.hosts().put(new KnownHost("b", "cluster", HostState.SAFE));
        plane.hosts().put(new KnownHost("down", "cluster", HostState.SAFE));
        plane.hosts().put(new KnownHost("new", "cluster", HostState.PREPARED));
        plane.hosts().put(new KnownHost("other", "elsewhere", HostState.SAFE));
        distribution = new KeyDistribution(plane.hosts(), keys, transport);
    }

    @AfterEach
    void close() {
        keys.close();
        plane.close();
    }

    @Test
    void aNewKeyComesToEverySafeHostOfTheClusterAndEachCopyOnTheWayIsWiped() throws Exception {
        KeyId id = distribution.createKek("local", "cluster");
        assertThat(received).containsOnly(Map.entry("a", List.of(id)), Map.entry("b", List.of(id)));
        assertThat(carried).hasSize(2).allMatch(SecretBytes::isClosed);
        assertThat(keys.cachedKeys()).as("the control plane keeps none").isEmpty();
    }

    @Test
    void aHostThatIsDownOrNotSafeAndAKeyThatIsMissingKeepNobodyFromTheRest() throws Exception {
        KeyId id = keys.createKek("local");
        KeyId missing = new KeyId("local", "00000000000000000000000000000000");
        KeyDistribution.Outcome outcome = distribution.deliver("cluster", List.of(id, missing));
        assertThat(outcome.delivered()).containsExactly("a", "b");
        assertThat(outcome.refused()).containsOnlyKeys("down", "new");
        assertThat(outcome.refused().get("new")).hasMessageContaining("prepared");
        assertThat(outcome.missing()).containsOnlyKeys(missing);
        assertThat(outcome.missing().values()).allMatch(failure -> failure.reason() == Reason.MISSING_IN_PROVIDER);
        assertThat(received.get("a")).containsExactly(id);
    }

    @Test
    void keysAreTakenBackFromAllHostsThatCanBeTold() throws Exception {
        KeyId id = distribution.createKek("local", "cluster");
        assertThat(distribution.withdraw("cluster", List.of(id))).containsOnlyKeys("down");
        assertThat(received.get("a")).isEmpty();
        assertThat(received.get("b")).isEmpty();
    }
}
