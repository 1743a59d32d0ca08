// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** What a KEK may still be used for: the states of KMIP 1.0 section 3.17, with its numbers. */
public enum KeyState {
    /** Made, not yet in use: neither wraps nor unwraps. */
    PRE_ACTIVE(1, false),

    /** In use: wraps and unwraps. */
    ACTIVE(2, true),

    /** Out of use: unwraps what it wrapped before, wraps nothing new. */
    DEACTIVATED(3, true),

    /** Known to others: unwraps; only a deep rekey of the disks helps. */
    COMPROMISED(4, true),

    /** Gone. */
    DESTROYED(5, false),

    /** Gone, and was known to others. */
    DESTROYED_COMPROMISED(6, false);

    private final int code;
    private final boolean unwraps;

    KeyState(int code, boolean unwraps) {
        this.code = code;
        this.unwraps = unwraps;
    }

    /**
     * The state's number in KMIP and in our files.
     *
     * @return 1 to 6
     */
    public int code() {
        return code;
    }

    /**
     * The state with a number.
     *
     * @param code 1 to 6
     * @return the state
     * @throws IllegalArgumentException if no state has this number
     */
    public static KeyState ofCode(int code) {
        for (KeyState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("key state " + code + ", expected 1 to 6");
    }

    /**
     * Whether a key in this state wraps data keys.
     *
     * @return true for {@link #ACTIVE} only
     */
    public boolean mayWrap() {
        return this == ACTIVE;
    }

    /**
     * Whether a key in this state opens the envelopes that it wrapped.
     *
     * @return true for {@link #ACTIVE}, {@link #DEACTIVATED} and {@link #COMPROMISED}
     */
    public boolean mayUnwrap() {
        return unwraps;
    }
}
