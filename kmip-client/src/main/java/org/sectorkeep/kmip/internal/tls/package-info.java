// SPDX-License-Identifier: Apache-2.0
/** TLS as a client: our key and certificates, and the judgement on a server's. */
package org.sectorkeep.kmip.internal.tls;
