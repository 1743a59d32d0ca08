// SPDX-License-Identifier: Apache-2.0
/** The database below the control plane: connections, transactions, and the migration of its schema. */
package org.sectorkeep.keys.internal.directory;
