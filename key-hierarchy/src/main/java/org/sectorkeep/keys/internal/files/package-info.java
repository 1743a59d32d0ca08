// SPDX-License-Identifier: Apache-2.0
/** Files of the owner alone that a crash leaves old or new, never half. */
package org.sectorkeep.keys.internal.files;
