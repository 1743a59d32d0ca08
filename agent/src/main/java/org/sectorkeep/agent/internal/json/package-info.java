// SPDX-License-Identifier: Apache-2.0
/** JSON read strictly: what is not known is refused. */
package org.sectorkeep.agent.internal.json;
