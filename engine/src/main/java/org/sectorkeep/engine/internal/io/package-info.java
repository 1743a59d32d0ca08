// SPDX-License-Identifier: Apache-2.0
/** The data path of one encrypted disk: ranges of bytes to data units and grains, and the locks and buffers for that. */
package org.sectorkeep.engine.internal.io;
