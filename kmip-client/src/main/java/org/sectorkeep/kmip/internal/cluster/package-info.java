// SPDX-License-Identifier: Apache-2.0
/** Which of several servers to ask. */
package org.sectorkeep.kmip.internal.cluster;
