// SPDX-License-Identifier: Apache-2.0
/**
 * Encrypted datastores: sets of devices under one KEK, each with a DEK of its own, below whatever is stored there. {@link
 * org.sectorkeep.engine.datastore.Datastores} is where they are described, {@link
 * org.sectorkeep.engine.datastore.DatastoreEncryption} changes them, device by device, through a {@link
 * org.sectorkeep.engine.datastore.VolumeWork}; {@link org.sectorkeep.engine.datastore.Datastore} is what a description says.
 */
package org.sectorkeep.engine.datastore;
