// SPDX-License-Identifier: Apache-2.0
/**
 * The audit log: who used which key for which object, one line each, chained by MACs. It never holds a key.
 */
package org.sectorkeep.keys.audit;
