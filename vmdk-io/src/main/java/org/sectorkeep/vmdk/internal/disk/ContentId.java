// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.security.SecureRandom;
import java.util.Locale;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** The mark by which a child knows whether its parent's content is still the one it was made on. */
public final class ContentId {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** VMware's longer one: 128 bits in hexadecimal digits, of which the last 32 are the CID. */
    private static final String LONG_ID = "ddb.longContentID";

    private static final int LONG_ID_DIGITS = 32;

    private ContentId() {}

    /** Random, and never the value that stands for no parent. */
    static long random() {
        return RANDOM.nextLong(VmdkDescriptor.NO_PARENT);
    }

    /** New ids, the long one only where there was one. */
    public static VmdkDescriptor renew(VmdkDescriptor descriptor) {
        long cid = random();
        VmdkDescriptor renewed = descriptor.withCid(cid);
        boolean hasLong = descriptor
                .value(LONG_ID)
                .filter(id -> id.length() == LONG_ID_DIGITS)
                .isPresent();
        if (!hasLong) {
            return renewed;
        }
        String longId = String.format(Locale.ROOT, "%016x%08x%08x", RANDOM.nextLong(), RANDOM.nextInt(), cid);
        return renewed.with(LONG_ID, longId);
    }
}
