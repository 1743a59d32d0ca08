// SPDX-License-Identifier: Apache-2.0
/**
 * A key management server for tests: {@link org.sectorkeep.kmip.testing.ScriptedKmipServer} with its keys in a {@link
 * org.sectorkeep.kmip.testing.TestKeyStore}, and the certificates of a {@link org.sectorkeep.kmip.testing.TestAuthority}.
 */
package org.sectorkeep.kmip.testing;
