// SPDX-License-Identifier: Apache-2.0
/** What the exported packages share and nobody else sees. */
package org.sectorkeep.kmip.internal;
