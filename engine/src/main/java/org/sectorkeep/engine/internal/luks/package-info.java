// SPDX-License-Identifier: Apache-2.0
/**
 * LUKS headers, versions 1 and 2: layouts ({@link org.sectorkeep.engine.internal.luks.Luks1Header}, {@link
 * org.sectorkeep.engine.internal.luks.Luks2BinaryHeader}), what both say in common ({@link
 * org.sectorkeep.engine.internal.luks.LuksHeader}), key slots, and how headers are read and made. Sources: LUKS1
 * On-Disk Format Specification 1.2.3, LUKS2 On-Disk Format Specification 1.1.4.
 */
package org.sectorkeep.engine.internal.luks;
