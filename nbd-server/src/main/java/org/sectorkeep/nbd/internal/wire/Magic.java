// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** Numbers that messages begin with, and bits of the handshake. */
public final class Magic {
    /** ASCII {@code NBDMAGIC}. */
    public static final long SERVER = 0x4e42444d41474943L;
    /** ASCII {@code IHAVEOPT}. */
    public static final long OPTION = 0x49484156454F5054L;

    public static final long OPTION_REPLY = 0x3e889045565a9L;
    public static final int REQUEST = 0x25609513;
    public static final int EXTENDED_REQUEST = 0x21e41c71;
    public static final int SIMPLE_REPLY = 0x67446698;
    public static final int STRUCTURED_REPLY = 0x668e33ef;
    public static final int EXTENDED_REPLY = 0x6e8a278c;

    /** Handshake and client flags alike. */
    public static final int FIXED_NEWSTYLE = 1 << 0;

    public static final int NO_ZEROES = 1 << 1;

    private Magic() {}
}
