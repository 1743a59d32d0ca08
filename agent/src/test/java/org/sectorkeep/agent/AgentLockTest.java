// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.engine.EncryptedDisk;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Locking, unlocking, and what is locked by itself and heals by itself. */
@Timeout(120)
class AgentLockTest {
    private static final int ESHUTDOWN = 108;

    @TempDir
    private Path folder;

    private final MemoryKeys keys = new MemoryKeys();

    @Test
    void aLockedDiskGivesItsClientsErrorsUntilItIsUnlockedOverTheSameConnection() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                byte[] written = {1, 2, 3};
                assertThat(client.write(100, written)).isZero();
                agent.call("lock", "web");
                byte[] read = new byte[3];
                assertThat(client.read(100, read)).isEqualTo(ESHUTDOWN);
                assertThat(client.write(100, read)).isEqualTo(ESHUTDOWN);
                assertThat(client.flush()).isEqualTo(ESHUTDOWN);
                assertThat(agent.call("status", "").getAsJsonArray("keys")).isEmpty();
                agent.call("unlock", "web");
                assertThat(client.read(100, read)).isZero();
                assertThat(read).isEqualTo(written);
            }
        }
    }

    @Test
    void whatWasAcknowledgedBeforeALockIsOnTheDiskWhichOthersCanOpenThen() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        byte[] written = {9, 8, 7, 6};
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                assertThat(client.write(5000, written)).isZero();
                agent.call("lock", "");
            }
            try (HostKeys host = keys.hostKeys();
                    EncryptedDisk other = EncryptedDisk.open(disk, Access.READ_WRITE, host)) {
                ByteBuffer read = ByteBuffer.allocate(written.length);
                other.read(5000, read);
                assertThat(read.array()).isEqualTo(written);
                assertThatThrownBy(() -> agent.call("unlock", "web"))
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                e -> assertThat(e.fault().type()).isEqualTo("in-use"));
            }
            agent.await("web", "state", "served");
        }
    }

    @Test
    void aLockWhileClientsReadAndWriteEndsEachCallAndHangsNone() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            CountDownLatch busy = new CountDownLatch(4);
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(threads.submit(() -> untilLocked(agent, busy)));
            }
            busy.await();
            agent.call("lock", "web");
            for (Future<Integer> client : clients) {
                assertThat(client.get(60, TimeUnit.SECONDS)).isEqualTo(ESHUTDOWN);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static int untilLocked(TestAgent agent, CountDownLatch busy) {
        byte[] block = new byte[64 << 10];
        Arrays.fill(block, (byte) 5);
        try (TestNbd client = agent.connect("web")) {
            int error = client.write(0, block);
            busy.countDown();
            while (error == 0) {
                error = client.read(0, block);
                error = error == 0 ? client.write(block.length, block) : error;
            }
            return error;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOCKED", "NOT_RECORDED"}) // the latter keeps from new keys, not from opening
    void aDiskWhoseKeyCannotBeHadIsLockedForThatReasonAndServedByItselfWhenItCan(Reason reason) throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
        }
        keys.fail(reason);
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            keys.awaitFailure();
            restarted.await("web", "reason", LockReason.valueOf(reason.name()).code());
            JsonObject locked = restarted.status("web");
            assertThat(locked.get("state").getAsString()).isEqualTo("locked");
            assertThat(locked.get("capacityBytes").getAsInt())
                    .as("known without the key")
                    .isEqualTo(TestAgent.CAPACITY_BYTES);
            try (TestNbd client = restarted.connect("web")) {
                byte[] read = new byte[512];
                assertThat(client.sizeBytes()).isEqualTo(TestAgent.CAPACITY_BYTES);
                assertThat(client.read(0, read)).isEqualTo(ESHUTDOWN);
                keys.work();
                restarted.await("web", "state", "served");
                assertThat(client.read(0, read)).isZero();
                assertThat(read).isEqualTo(Arrays.copyOf(TestAgent.content(), 512));
            }
        }
    }

    @Test
    void aDiskThatIsMissingIsServedWhenItIsThere() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
        }
        Path away = folder.resolve("away");
        Files.move(disk, away);
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            restarted.await("web", "reason", "file-missing");
            Files.move(away, disk);
            restarted.await("web", "state", "served");
        }
    }

    @Test
    void aDiskThatWasLockedByCommandIsNotTriedAgain() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            agent.call("lock", "web");
            JsonObject status = agent.status("web");
            assertThat(status.get("reason").getAsString()).isEqualTo("by-command");
            assertThat(status.get("retryInMillis").isJsonNull()).isTrue();
            agent.call("unlock", "");
            assertThat(agent.status("web").get("state").getAsString()).isEqualTo("served");
        }
    }

    @Test
    void aDiskThatIsServedNoMoreIsNotServedAfterARestart() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            agent.call("unserve", "web");
            assertThat(agent.call("status", "").getAsJsonArray("disks")).isEmpty();
        }
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            assertThat(restarted.call("status", "").getAsJsonArray("disks")).isEmpty();
        }
    }
}
