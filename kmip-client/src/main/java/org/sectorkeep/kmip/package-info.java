// SPDX-License-Identifier: Apache-2.0
/** Key management servers that speak KMIP, and what can go wrong with them: every error is a {@link org.sectorkeep.kmip.KmipException}. */
package org.sectorkeep.kmip;
