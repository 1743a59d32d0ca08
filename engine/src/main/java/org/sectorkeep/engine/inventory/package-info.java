// SPDX-License-Identifier: Apache-2.0
/** What is encrypted under which key, as the files say: read without keys and without locks. */
package org.sectorkeep.engine.inventory;
