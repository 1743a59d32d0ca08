// SPDX-License-Identifier: Apache-2.0
/**
 * TTLV, the encoding of KMIP: tag, type, length, value (KMIP 1.4 section 9.1; KMIP 2.1 section 10.1).
 *
 * <p>{@link org.sectorkeep.kmip.ttlv.TtlvDecoder} turns bytes into a tree of {@link org.sectorkeep.kmip.ttlv.Ttlv} items
 * within {@link org.sectorkeep.kmip.ttlv.TtlvLimits}, {@link org.sectorkeep.kmip.ttlv.TtlvEncoder} a tree into bytes,
 * {@link org.sectorkeep.kmip.ttlv.TtlvDump} a tree into text without its secrets. Tags and types are known here, and
 * no operation.
 */
package org.sectorkeep.kmip.ttlv;
