// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUse;
import org.sectorkeep.keys.KeyUseListener;
import org.sectorkeep.keys.control.CryptoTarget.Protection;
import org.sectorkeep.keys.control.OperationRefusedException.Reason;

/**
 * Asked before an operation begins: may this role do it, and does the model allow it? What a role may not is denied and
 * recorded, whether or not it would be possible. Thread-safe.
 */
public final class OperationGate {
    private final AccessPolicy access;
    private final KeyUseListener audit;

    /**
     * A gate for one role.
     *
     * @param access what the role may
     * @param audit told of each denial
     */
    public OperationGate(AccessPolicy access, KeyUseListener audit) {
        this.access = access;
        this.audit = audit;
    }

    /**
     * Refuses what may not be done.
     *
     * @param operation what is asked for
     * @param target what it is for
     * @param object where that is, for the record
     * @throws NotPermittedException if the role does not grant it
     * @throws OperationRefusedException if the model does not allow it in this state
     * @throws KeyUnavailableException if a denial could not be recorded
     */
    public void require(CryptoOperation operation, CryptoTarget target, Path object)
            throws NotPermittedException, OperationRefusedException, KeyUnavailableException {
        Optional<Privilege> needed = operation.privilege();
        if (needed.isPresent()) {
            require(needed.get(), object);
        }
        Optional<Reason> refusal = refusal(operation, target);
        if (refusal.isPresent()) {
            throw new OperationRefusedException(operation, refusal.get());
        }
    }

    /**
     * Refuses what a role does not grant.
     *
     * @param privilege what is needed
     * @param object what for, for the record; null if for nothing in particular
     * @throws NotPermittedException if it is not granted
     * @throws KeyUnavailableException if the denial could not be recorded
     */
    public void require(Privilege privilege, @Nullable Path object)
            throws NotPermittedException, KeyUnavailableException {
        if (!access.grants(privilege)) {
            audit.used(KeyUse.denied(privilege.action(), object, access.role()));
            throw new NotPermittedException(access.role(), privilege);
        }
    }

    private static Optional<Reason> refusal(CryptoOperation operation, CryptoTarget target) {
        if (operation.privilege().isEmpty()) {
            return Optional.empty();
        }
        if (isLocked(target)) {
            return Optional.of(Reason.LOCKED);
        }
        boolean plain = target.protection() == Protection.PLAIN;
        if (operation instanceof CryptoOperation.Encrypt) {
            return plain ? homeRefusal(target) : Optional.of(Reason.ENCRYPTED_ALREADY);
        }
        if (plain) {
            return Optional.of(Reason.NOT_ENCRYPTED);
        }
        boolean disksLeft = operation instanceof CryptoOperation.Decrypt
                && target instanceof CryptoTarget.VmHome home
                && home.disks() != Protection.PLAIN;
        return disksLeft ? Optional.of(Reason.DISKS_ENCRYPTED) : Optional.empty();
    }

    private static boolean isLocked(CryptoTarget target) {
        return target.protection() == Protection.LOCKED
                || (target instanceof CryptoTarget.Disk disk && disk.home() == Protection.LOCKED)
                || (target instanceof CryptoTarget.VmHome home && home.disks() == Protection.LOCKED);
    }

    private static Optional<Reason> homeRefusal(CryptoTarget target) {
        return target instanceof CryptoTarget.Disk disk && disk.home() == Protection.PLAIN
                ? Optional.of(Reason.HOME_NOT_ENCRYPTED)
                : Optional.empty();
    }
}
