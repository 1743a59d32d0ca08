// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;

/** A program of its own that issues keys: its arguments are the home folder and how many. Exits with 0 if all went well. */
final class KeyIssuer {
    private KeyIssuer() {}

    public static void main(String[] arguments) throws Exception {
        issue(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    static void issue(Path home, int count) throws KeyUnavailableException {
        try (KeyProvider provider = KeyProvidersTest.cheap(home).open("a", PassphraseSource.none())) {
            for (int i = 0; i < count; i++) {
                provider.kek(provider.createKek()).close();
            }
        }
    }
}
