// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.sectorkeep.engine.DiskChangedException;
import org.sectorkeep.engine.DiskRefusedException;
import org.sectorkeep.engine.EnvelopeAuthenticationException;
import org.sectorkeep.engine.JournalFormatException;
import org.sectorkeep.engine.OperationStoppedException;
import org.sectorkeep.engine.UnfinishedOperationException;
import org.sectorkeep.engine.WrongDiskException;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.StaleChildException;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;

/** Why a disk is locked: a closed list. Programs see the {@linkplain #code() codes}. */
public enum LockReason {
    /** It was not tried yet since the agent started. */
    NOT_TRIED_YET,
    /** Somebody gave the command. The only reason for which nothing is tried again before another command. */
    BY_COMMAND,
    /** The host holds no copy of the key, and may not ask anybody for one. */
    MISSING_IN_CACHE,
    /** There is no such key provider here, or it is unusable. */
    PROVIDER_INVALID,
    /** The key provider does not answer. */
    PROVIDER_UNREACHABLE,
    /** The key provider answers and does not know the key. */
    MISSING_IN_PROVIDER,
    /** The key is in a state in which it opens nothing. */
    NOT_ACTIVE,
    /** The key provider refuses the key to us. */
    NO_PERMISSION,
    /** The key that protects the KEK on its way is missing. */
    WRAPPING_KEY_MISSING,
    /** The key that protects the KEK on its way is not active. */
    WRAPPING_KEY_NOT_ACTIVE,
    /** The passphrase of the key store is wrong. */
    WRONG_PASSPHRASE,
    /** The key store needs a passphrase that the agent was not given. */
    PASSPHRASE_NEEDED,
    /** The key was had and does not open the envelope. */
    WRONG_KEY,
    /** Another program has the disk open. */
    IN_USE,
    /** The disk, or a file that belongs to it, does not exist. */
    FILE_MISSING,
    /** An operation in place is unfinished, and cannot be gone on with. */
    OPERATION_UNFINISHED,
    /** It is another disk than expected. */
    WRONG_DISK,
    /** A file of the disk is damaged. */
    DAMAGED,
    /** The disk can be read, but not served as it is. */
    REFUSED,
    /** Reading or writing failed. */
    FAILED;

    /**
     * Whether it is a key that could not be had, so that another disk's key may have come, too.
     *
     * @return true for the closed list of reasons for which a key is unavailable
     */
    public boolean isOfKey() {
        return compareTo(MISSING_IN_CACHE) >= 0 && compareTo(PASSPHRASE_NEEDED) <= 0;
    }

    /**
     * What programs see.
     *
     * @return such as {@code provider-unreachable}
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What people see.
     *
     * @return such as {@code provider unreachable}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * The reason that a failure to open a disk is.
     *
     * @param failure what was thrown
     * @return the reason
     */
    public static LockReason of(IOException failure) {
        if (failure instanceof KeyUnavailableException key) {
            return switch (key.reason()) {
                case LOCKED -> BY_COMMAND;
                case NOT_RECORDED -> FAILED;
                default -> valueOf(key.reason().name());
            };
        } else if (failure instanceof LockedException locked) {
            return locked.reason();
        } else if (failure instanceof EnvelopeAuthenticationException) {
            return WRONG_KEY;
        } else if (failure instanceof DiskInUseException) {
            return IN_USE;
        } else if (failure instanceof NoSuchFileException) {
            return FILE_MISSING;
        } else if (failure instanceof UnfinishedOperationException
                || failure instanceof DiskChangedException
                || failure instanceof JournalFormatException
                || failure instanceof OperationStoppedException) {
            return OPERATION_UNFINISHED;
        } else if (failure instanceof WrongDiskException) {
            return WRONG_DISK;
        } else if (failure instanceof VmdkFormatException || failure instanceof EnvelopeFormatException) {
            return DAMAGED;
        } else if (failure instanceof DiskRefusedException
                || failure instanceof UnsupportedDiskException
                || failure instanceof StaleChildException) {
            return REFUSED;
        }
        return FAILED;
    }
}
