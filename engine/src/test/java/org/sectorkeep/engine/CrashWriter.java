// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** A process that writes to a disk until it is killed: slot after slot, each filled with one byte value. */
final class CrashWriter {
    static final int SLOT_BYTES = 3001;
    static final int SLOT_COUNT = 8000;

    /** Values that a slot may hold, with 0; nearly every byte of garbage is above. */
    static final int VALUE_COUNT = 8;

    private static final int SLOTS_A_FLUSH = 7;

    private CrashWriter() {}

    /** Where slot {@code number} in the order of writing lies: neighbours are written at different times. */
    static long offsetBytes(int number) {
        return number * 2_003L % SLOT_COUNT * SLOT_BYTES;
    }

    static byte value(int number) {
        return (byte) (1 + number % VALUE_COUNT);
    }

    /** Prints the number of slots that were flushed, a line each time. */
    public static void main(String[] arguments) throws IOException {
        PrintStream acknowledged = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        try (HostKeys keys = TestKeys.withFixedKek().hostKeys();
                EncryptedDisk disk = EncryptedDisk.open(Path.of(arguments[0]), Access.READ_WRITE, keys)) {
            for (int number = 0; number < SLOT_COUNT; number++) {
                byte[] slot = new byte[SLOT_BYTES];
                Arrays.fill(slot, value(number));
                disk.write(offsetBytes(number), ByteBuffer.wrap(slot));
                if (number % SLOTS_A_FLUSH == SLOTS_A_FLUSH - 1) {
                    disk.flush();
                    acknowledged.println(number + 1);
                }
            }
        }
    }
}
