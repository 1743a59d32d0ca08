// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/**
 * A storage policy component: properties of encryption under a name, to be used by VM policies.
 *
 * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
 * @param encryption what it says
 */
public record StorageComponent(String name, EncryptionPolicy encryption) {
    /** The built-in component by which things are encrypted. Cannot be changed. */
    public static final StorageComponent ENCRYPTION =
            new StorageComponent("default-encryption-properties", EncryptionPolicy.usual());

    /** The built-in component by which nothing is encrypted. Cannot be changed. */
    public static final StorageComponent NO_ENCRYPTION =
            new StorageComponent("no-encryption-properties", new EncryptionPolicy.Off());

    /**
     * Checks the name.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @param encryption what it says
     * @throws IllegalArgumentException if the name is not allowed
     */
    public StorageComponent {
        Names.require("policy", name);
    }
}
