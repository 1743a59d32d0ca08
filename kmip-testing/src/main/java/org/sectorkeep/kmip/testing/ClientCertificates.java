// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

/** Whether a server wants to see a client's certificate. */
public enum ClientCertificates {
    /** Does not ask. */
    IGNORED,
    /** Asks for one signed by {@link TestAuthority#shared()}, and hangs up without. */
    REQUIRED
}
