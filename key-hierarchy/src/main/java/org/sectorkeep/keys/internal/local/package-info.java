// SPDX-License-Identifier: Apache-2.0
/** The key store of a local provider: its format, its protection, and the keys derived from it. */
package org.sectorkeep.keys.internal.local;
