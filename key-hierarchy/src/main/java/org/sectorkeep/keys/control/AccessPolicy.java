// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/**
 * Who may do what. It is asked before an operation begins, and protects against mistakes and against people without access
 * to the keys: who can read a key store, or log in to a KMS as the host does, needs no leave. Implementations are
 * thread-safe.
 */
public interface AccessPolicy {
    /**
     * Whether somebody has a privilege.
     *
     * @param privilege what it is needed for
     * @return true if it is granted
     */
    boolean grants(Privilege privilege);

    /**
     * What denials name as the reason.
     *
     * @return a role, in a few words without a secret
     */
    String role();

    /**
     * Whoever may do everything.
     *
     * @return grants all privileges
     */
    static AccessPolicy administrator() {
        return new Role("administrator", true);
    }

    /**
     * Whoever runs machines and must not see into them, as vSphere's role of this name.
     *
     * @return grants no privilege
     */
    static AccessPolicy noCryptographyAdministrator() {
        return new Role("no-cryptography-administrator", false);
    }

    /**
     * One of the two roles.
     *
     * @param role its name
     * @param grantsAll whether it grants every privilege, or none
     */
    record Role(String role, boolean grantsAll) implements AccessPolicy {
        @Override
        public boolean grants(Privilege privilege) {
            return grantsAll;
        }
    }
}
