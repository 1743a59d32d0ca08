// SPDX-License-Identifier: Apache-2.0
/** AES-XTS over disk sectors, secrets and key wrapping. */
package org.sectorkeep.crypto;
