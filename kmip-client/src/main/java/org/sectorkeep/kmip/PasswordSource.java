// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.io.IOException;

/** Where the password of a key file comes from, each time that the file is read. Called by any thread. */
@FunctionalInterface
public interface PasswordSource {
    /**
     * The password.
     *
     * @return a new array, which is wiped after use
     * @throws IOException if it cannot be had
     */
    char[] password() throws IOException;
}
