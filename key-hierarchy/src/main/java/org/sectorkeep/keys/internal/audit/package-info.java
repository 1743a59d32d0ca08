// SPDX-License-Identifier: Apache-2.0
/** Lines of the audit log, their chain of MACs, and the file they stand in. */
package org.sectorkeep.keys.internal.audit;
