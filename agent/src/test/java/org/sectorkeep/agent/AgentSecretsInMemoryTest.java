// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.testing.LiveHeap;
import org.sectorkeep.testing.Peers;

/** The live heap of an agent that has locked its disks, or serves them no more, holds no key and no key schedule. */
@Timeout(180)
class AgentSecretsInMemoryTest {
    private static final String ENVELOPE_LINE = "sectorkeep.envelope=\"";

    @TempDir
    private Path folder;

    private final MemoryKeys keys = new MemoryKeys();
    private final byte[] planted = RandomBytes.array(LiveHeap.PIECE_BYTES);

    @Test
    void afterALockAndAfterTheLastExportNeitherDekNorKekIsOnTheLiveHeap() throws Exception {
        Peers.require(XtsEngine.selected().name().equals("native"), "the native engine is not available");
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        Envelope first = envelope(disk);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            use(agent);
            agent.call("lock", "");
            assertHoldsNone("locked", first);

            agent.call("unlock", "");
            use(agent);
            agent.call("rekey", "web");
            agent.await("web", "operation", "null");
            use(agent);
            Envelope second = envelope(disk);
            assertThat(second.header().dekId()).isNotEqualTo(first.header().dekId());
            agent.call("unserve", "web");
            assertHoldsNone("unserved", first, second);
        }
    }

    @Test
    void aKeyThatWasHandedOverThroughTheSocketIsNotOnTheLiveHeapAfterALock() throws Exception {
        Peers.require(XtsEngine.selected().name().equals("native"), "the native engine is not available");
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        Envelope envelope = envelope(disk);
        KeyId id = envelope.header().keyId();
        TestAgent.configure(folder, ", \"host\": {\"trust\": \"standard\"}");
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (HandedKek handed = new HandedKek(id, KeyState.ACTIVE, keys.copyOf(id))) {
                new AgentKeyDelivery(Map.of("host", agent.controlSocket()), TestAgent.PATIENCE)
                        .deliver("host", List.of(handed));
            }
            use(agent);
            agent.call("lock", "");
            assertHoldsNone("handed-over", envelope);
        }
    }

    private static void use(TestAgent agent) throws IOException {
        try (TestNbd client = agent.connect("web")) {
            byte[] block = new byte[100_000];
            assertThat(client.read(70_001, block)).isZero();
            assertThat(client.write(70_001, block)).isZero();
            assertThat(client.flush()).isZero();
        }
    }

    private static Envelope envelope(Path disk) throws IOException {
        String line = Files.readAllLines(disk).stream()
                .filter(each -> each.startsWith(ENVELOPE_LINE))
                .findFirst()
                .orElseThrow();
        return Envelope.ofBase64(line.substring(ENVELOPE_LINE.length(), line.length() - 1));
    }

    /** The keys are only fetched after the dump, so that this test itself leaves none in it. */
    private void assertHoldsNone(String when, Envelope... envelopes) throws Exception {
        Path dump = LiveHeap.dump(folder.resolve(when + ".hprof"));
        assertThat(LiveHeap.holdsAny(dump, List.of(planted)))
                .as("what is there is found")
                .isTrue();
        List<byte[]> pieces = new ArrayList<>();
        for (Envelope envelope : envelopes) {
            try (HostKeys host = keys.hostKeys();
                    Kek kek = host.kek(envelope.header().keyId());
                    SecretBytes dek = kek.unwrap(envelope);
                    SecretBytes kekBytes = keys.copyOf(envelope.header().keyId())) {
                pieces.addAll(dek.readArray(LiveHeap::pieces));
                pieces.addAll(kekBytes.readArray(LiveHeap::pieces));
            }
        }
        assertThat(pieces).hasSize(envelopes.length * 2 * (4 + 2));
        assertThat(LiveHeap.holdsAny(dump, pieces)).as(when).isFalse();
        Files.delete(dump);
    }
}
