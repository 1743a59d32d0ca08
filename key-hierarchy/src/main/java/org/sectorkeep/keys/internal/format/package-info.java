// SPDX-License-Identifier: Apache-2.0
/** Length-prefixed big-endian fields: the one way in which this room writes bytes that must never change. */
package org.sectorkeep.keys.internal.format;
