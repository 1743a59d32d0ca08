// SPDX-License-Identifier: Apache-2.0
/** A KMIP provider: the file that describes it and seals its secrets, and its calls to the key servers. */
package org.sectorkeep.keys.internal.kmip;
