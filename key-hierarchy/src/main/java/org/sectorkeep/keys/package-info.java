// SPDX-License-Identifier: Apache-2.0
/** Keys by id, who may hold them, and how data keys are wrapped. */
package org.sectorkeep.keys;
