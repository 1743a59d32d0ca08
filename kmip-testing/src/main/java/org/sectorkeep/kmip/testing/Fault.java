// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

/** What a {@link ScriptedKmipServer} does wrong with one request. The request counts as arrived with each of them. */
public enum Fault {
    /** Carries the request out and never answers. */
    NEVER_ANSWERS,
    /** Carries the request out and answers a byte a second. */
    ANSWERS_A_BYTE_A_SECOND,
    /** Closes the connection in order, before it carried anything out. */
    CLOSES_BEFORE_THE_ANSWER,
    /** Carries the request out and resets the connection without an answer. */
    RESETS_AFTER_ARRIVAL,
    /** Sends the first half of the answer and closes. */
    CLOSES_WITHIN_THE_ANSWER,
    /** Answers in order and closes. */
    CLOSES_AFTER_THE_ANSWER,
    /** Announces an answer of 2 GiB less a byte. */
    ANNOUNCES_A_HUGE_LENGTH,
    /** Announces a length that is negative if taken for a signed number. */
    ANNOUNCES_A_NEGATIVE_LENGTH,
    /** Answers bytes that are no message. */
    ANSWERS_GARBAGE,
    /** Answers a message whose header is right and whose content is no TTLV. */
    ANSWERS_GARBAGE_IN_A_MESSAGE,
    /** Answers with batch ids that nobody sent. */
    WRONG_BATCH_ID,
    /** Answers another operation than the one that was asked. */
    WRONG_OPERATION,
    /** Answers for another object's id. */
    ANOTHER_ID,
    /** Answers a key of half the length that it states. */
    WRONG_KEY_LENGTH,
    /** Answers a key that states another algorithm. */
    WRONG_ALGORITHM,
    /** Answers the items of a batch in the opposite order, each with the batch id of the other end. */
    ITEMS_SWAPPED,
    /** Answers fewer items than the batch had. */
    ITEM_MISSING,
    /** Answers a failure for the whole request, without operation and batch id, as of version 1.0. */
    ERROR_WITHOUT_OPERATION,
    /** Answers that the operation is pending; its result can be polled at the third time. */
    PENDING,
    /** Answers that the operation is pending, and says so for ever. */
    PENDING_FOR_EVER,
    /** Refuses the operation: the server's mood. */
    REFUSES,
    /** Refuses the operation to this client. */
    FORBIDS
}
