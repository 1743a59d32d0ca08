// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of KMIP 1.0 to 2.1: what they hold as types, in both directions.
 *
 * <p>A {@link org.sectorkeep.kmip.message.RequestMessage} has items, each with a payload such as
 * {@link org.sectorkeep.kmip.message.Get.Request}; a {@link org.sectorkeep.kmip.message.ResponseMessage} answers them, and
 * {@link org.sectorkeep.kmip.message.ResponseMatcher} tells whether it does. What a message holds beyond the types of
 * this package (unlisted values of enumerations, fields and attributes of vendors, payloads of other operations) is
 * kept and encoded again. Byte strings are shared between a message and the tree it was made of.
 */
package org.sectorkeep.kmip.message;
