// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretPoolTest {
    private final List<ByteBuffer> locked = new ArrayList<>();
    private final SecretPool pool = new SecretPool(pages -> {
        locked.add(pages);
        return null;
    });

    @Test
    void slotsAreAlignedDisjointZeroedAndExactlyAsLongAsAsked() throws LockRefusedException {
        List<SecretSlot> slots = new ArrayList<>();
        for (int length : new int[] {0, 1, 32, 63, 64, 65, 832, 4096, 65536}) {
            SecretSlot slot = pool.take(length);
            slots.add(slot);
            assertThat(slot.buffer().capacity()).isEqualTo(length);
            assertThat(slot.buffer().position()).isZero();
            assertThat(slot.buffer().isDirect()).isTrue();
            assertThat(slot.address() % 64).isZero();
            for (int i = 0; i < length; i++) {
                assertThat(slot.buffer().get(i)).isZero();
                slot.buffer().put(i, (byte) slots.size());
            }
        }
        for (SecretSlot slot : slots) {
            for (int i = 0; i < slot.buffer().capacity(); i++) {
                assertThat(slot.buffer().get(i)).isEqualTo((byte) (slots.indexOf(slot) + 1));
            }
            slot.wipe();
        }
    }

    @Test
    void aReturnedSlotIsWipedAndUsedAgain() throws LockRefusedException {
        SecretSlot slot = pool.take(100);
        ByteBuffer leaked = slot.buffer();
        leaked.put(99, (byte) 7);
        long address = slot.address();
        slot.wipe();
        assertThat(leaked.get(99)).isZero();
        slot.wipe();
        SecretSlot again = pool.take(128);
        SecretSlot other = pool.take(128);
        assertThat(again.address()).isEqualTo(address);
        assertThat(other.address()).isNotEqualTo(address);
        again.wipe();
        other.wipe();
    }

    @Test
    void manySlotsShareFewLockedPages() throws LockRefusedException {
        List<SecretSlot> slots = new ArrayList<>();
        for (int i = 0; i < 1025; i++) {
            slots.add(pool.take(64));
        }
        assertThat(locked).hasSize(2);
        assertThat(slots.stream().map(SecretSlot::address).distinct()).hasSize(1025);
        slots.forEach(SecretSlot::wipe);
        for (int i = 0; i < 1025; i++) {
            slots.set(i, pool.take(64));
        }
        assertThat(locked).hasSize(2);
        slots.forEach(SecretSlot::wipe);
    }

    @Test
    void wholePagesAreLocked() throws LockRefusedException {
        pool.take(32).wipe();
        pool.take(100_000).wipe();
        assertThat(locked).hasSize(2).allSatisfy(pages -> {
            assertThat(DirectAddress.of(pages, 0) % 65536).isZero();
            assertThat(pages.capacity() % 65536).isZero();
        });
    }

    @Test
    void aLostSlotIsWipedAndUsedAgain() throws LockRefusedException, InterruptedException {
        ByteBuffer memory = fillAndLose();
        for (int i = 0; i < 500 && memory.get(5) != 0; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(memory.get(5)).isZero();
    }

    private ByteBuffer fillAndLose() throws LockRefusedException {
        SecretSlot slot = pool.take(64);
        ByteBuffer memory = slot.buffer();
        memory.put(5, (byte) 55);
        return memory;
    }

    @Test
    void withoutLockingNothingIsHandedOutUnlessThatIsAllowed() throws LockRefusedException {
        SecretPool unlockable = new SecretPool(pages -> "mlock of 65536 bytes: Cannot allocate memory");
        assertThatThrownBy(() -> unlockable.take(32))
                .isInstanceOf(LockRefusedException.class)
                .hasMessageContaining("Cannot allocate memory")
                .hasMessageContaining("ulimit -l")
                .hasMessageContaining("SecretMemory.allowUnlocked()");
        assertThat(unlockable.whyUnlocked()).contains("Cannot allocate memory");
        unlockable.allowUnlocked();
        SecretSlot slot = unlockable.take(32);
        slot.buffer().put(0, (byte) 1);
        ByteBuffer leaked = slot.buffer();
        slot.wipe();
        assertThat(leaked.get(0)).isZero();
        assertThat(unlockable.whyUnlocked()).contains("Cannot allocate memory");
    }

    @Test
    void whatCouldBeLockedAtFirstCountsAsUnlockedOnceSomethingCannot() throws LockRefusedException {
        List<ByteBuffer> slabs = new ArrayList<>();
        SecretPool limited = new SecretPool(pages -> {
            slabs.add(pages);
            return slabs.size() > 1 ? "limit reached" : null;
        });
        limited.allowUnlocked();
        limited.take(32).wipe();
        assertThat(limited.whyUnlocked()).isNull();
        limited.take(4096).wipe();
        assertThat(limited.whyUnlocked()).isEqualTo("limit reached");
    }

    @Test
    void refusesLengthsThatNoSecretHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> pool.take(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.take(Integer.MAX_VALUE));
        assertThat(locked).isEmpty();
    }
}
