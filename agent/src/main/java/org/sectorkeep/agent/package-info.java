// SPDX-License-Identifier: Apache-2.0
/**
 * The agent of a host. {@link org.sectorkeep.agent.Agent} serves the disks of an {@link
 * org.sectorkeep.agent.AgentConfig}; {@link org.sectorkeep.agent.AgentClient} tells a running one what to do.
 */
package org.sectorkeep.agent;
