// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.message.Activate;
import org.sectorkeep.kmip.message.AddAttribute;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.AttributeName;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Check;
import org.sectorkeep.kmip.message.Decrypt;
import org.sectorkeep.kmip.message.DeleteAttribute;
import org.sectorkeep.kmip.message.Destroy;
import org.sectorkeep.kmip.message.Encrypt;
import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.GetAttributeList;
import org.sectorkeep.kmip.message.GetAttributes;
import org.sectorkeep.kmip.message.KeyWrappingSpecification;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.KmipState;
import org.sectorkeep.kmip.message.Locate;
import org.sectorkeep.kmip.message.ModifyAttribute;
import org.sectorkeep.kmip.message.Query;
import org.sectorkeep.kmip.message.QueryFunction;
import org.sectorkeep.kmip.message.ReKey;
import org.sectorkeep.kmip.message.Register;
import org.sectorkeep.kmip.message.RequestPayload;
import org.sectorkeep.kmip.message.ResponsePayload;
import org.sectorkeep.kmip.message.RevocationReasonCode;
import org.sectorkeep.kmip.message.Revoke;
import org.sectorkeep.kmip.message.SetAttribute;

/**
 * What can be asked of a server, or of several that replicate each other. Every answer is checked against its request: batch
 * id, operation, id, type. Safe for use by many threads, which run in parallel. No call lasts longer than its deadline, if
 * what it calls back does not.
 *
 * <p>Every method throws {@link org.sectorkeep.kmip.message.KmipOperationException} if the server refuses, {@link
 * org.sectorkeep.kmip.message.KmipProtocolException} or {@link org.sectorkeep.kmip.ttlv.TtlvFormatException} if it answers
 * nonsense, {@link KmipTransportException} if it is not reached or breaks off, {@link TlsMaterialException} if our own
 * certificates are unusable. Operations that change something are never sent twice; if it is not known whether one was carried
 * out, they throw {@link OutcomeUnknownException} instead.
 */
public sealed interface KmipOperations permits KmipClient, KmipCluster {
    /**
     * Carries out any operation.
     *
     * @param request what to ask; not wiped
     * @return the payload of the answer; the caller wipes what is secret in it
     * @throws KmipException if it fails
     */
    ResponsePayload call(RequestPayload request) throws KmipException;

    /**
     * Lends many keys to a consumer, as few requests as the server allows.
     *
     * @param uniqueIdentifiers the keys' ids
     * @param consumer is lent each key that could be had, in any order, one at a time
     * @return why each of the others could not be had; empty if there are none
     */
    Map<String, KmipException> getAll(Collection<String> uniqueIdentifiers, KeyReader<?> consumer);

    /**
     * Carries out any operation whose answer has a known type.
     *
     * @param <P> the type of the answer
     * @param request what to ask; not wiped
     * @param type the type of the answer, such as {@code Get.Response.class}
     * @return the payload of the answer; the caller wipes what is secret in it
     * @throws KmipException if it fails
     */
    default <P extends ResponsePayload> P call(RequestPayload request, Class<P> type) throws KmipException {
        ResponsePayload answer = call(request);
        if (!type.isInstance(answer)) {
            throw new KmipProtocolException("the answer to " + request.operation() + " lacks its payload");
        }
        return type.cast(answer);
    }

    /**
     * Lends a key to a reader.
     *
     * @param <R> what the reader answers
     * @param uniqueIdentifier the key's id
     * @param reader called once, on this thread
     * @return what the reader answered
     * @throws KmipException if the key could not be had, is wrapped, or is not as long as the server states
     */
    default <R extends @Nullable Object> R get(String uniqueIdentifier, KeyReader<R> reader) throws KmipException {
        return KeyLending.<R>lend(call(new Get.Request(uniqueIdentifier), Get.Response.class), reader);
    }

    /**
     * Lends a key to a reader that the server wrapped under another by NIST key wrap, without encoding.
     *
     * @param <R> what the reader answers
     * @param uniqueIdentifier the key's id
     * @param wrappingKeyId the id of the key that wraps it
     * @param reader called once, on this thread
     * @return what the reader answered
     * @throws KmipException if the key could not be had, or is not wrapped as it should be
     */
    default <R extends @Nullable Object> R getWrapped(
            String uniqueIdentifier, String wrappingKeyId, KeyReader<R> reader) throws KmipException {
        Get.Request request = new Get.Request(uniqueIdentifier, KeyWrappingSpecification.nistKeyWrap(wrappingKeyId));
        return KeyLending.<R>lendWrapped(call(request, Get.Response.class), wrappingKeyId, reader);
    }

    /**
     * Registers an object.
     *
     * @param request type, attributes and object; not wiped
     * @return its id
     * @throws KmipException if it fails
     */
    default String register(Register.Request request) throws KmipException {
        return call(request, Register.Response.class).uniqueIdentifier();
    }

    /**
     * Makes the successor of a key.
     *
     * @param uniqueIdentifier the key's id
     * @return the successor's id
     * @throws KmipException if it fails
     */
    default String reKey(String uniqueIdentifier) throws KmipException {
        return call(new ReKey.Request(uniqueIdentifier, null, Attributes.NONE), ReKey.Response.class)
                .uniqueIdentifier();
    }

    /**
     * Activates a key.
     *
     * @param uniqueIdentifier the key's id
     * @throws KmipException if it fails
     */
    default void activate(String uniqueIdentifier) throws KmipException {
        call(new Activate.Request(uniqueIdentifier), Activate.Response.class);
    }

    /**
     * Revokes a key: it is deactivated, or compromised if that is the reason.
     *
     * @param uniqueIdentifier the key's id
     * @param reason why
     * @param message why, for people, or null
     * @throws KmipException if it fails
     */
    default void revoke(String uniqueIdentifier, RevocationReasonCode reason, @Nullable String message)
            throws KmipException {
        call(new Revoke.Request(uniqueIdentifier, reason, message, null), Revoke.Response.class);
    }

    /**
     * Destroys an object. There is no way back.
     *
     * @param uniqueIdentifier its id
     * @throws KmipException if it fails
     */
    default void destroy(String uniqueIdentifier) throws KmipException {
        call(new Destroy.Request(uniqueIdentifier), Destroy.Response.class);
    }

    /**
     * Asks whether a key may be used.
     *
     * @param request the key, and for what; the answer names what does not agree
     * @return the answer
     * @throws KmipException if it fails
     */
    default Check.Response check(Check.Request request) throws KmipException {
        return call(request, Check.Response.class);
    }

    /**
     * The attributes of an object.
     *
     * @param uniqueIdentifier its id
     * @param names which; all if none is named
     * @return those that it has
     * @throws KmipException if it fails
     */
    default Attributes getAttributes(String uniqueIdentifier, AttributeName... names) throws KmipException {
        return call(new GetAttributes.Request(uniqueIdentifier, List.of(names)), GetAttributes.Response.class)
                .attributes();
    }

    /**
     * The state of a key.
     *
     * @param uniqueIdentifier its id
     * @return the state
     * @throws KmipException if it fails
     */
    default Enumerated<KmipState> state(String uniqueIdentifier) throws KmipException {
        return getAttributes(uniqueIdentifier, Attribute.STATE)
                .state()
                .orElseThrow(() -> new KmipProtocolException("the server answered no state of the key"));
    }

    /**
     * The names of an object's attributes.
     *
     * @param uniqueIdentifier its id
     * @return the names
     * @throws KmipException if it fails
     */
    default List<AttributeName> getAttributeList(String uniqueIdentifier) throws KmipException {
        return call(new GetAttributeList.Request(uniqueIdentifier), GetAttributeList.Response.class)
                .attributeNames();
    }

    /**
     * Adds an attribute.
     *
     * @param uniqueIdentifier the object's id
     * @param attribute the attribute
     * @throws KmipException if it fails
     */
    default void addAttribute(String uniqueIdentifier, Attribute attribute) throws KmipException {
        call(new AddAttribute.Request(uniqueIdentifier, attribute), AddAttribute.Response.class);
    }

    /**
     * Changes the value of an attribute that is there. Where an object has several of it, such as names, KMIP 2.x wants to be
     * told which (2.1 section 6.1.28): {@link ModifyAttribute.Request} takes the current value.
     *
     * @param uniqueIdentifier the object's id
     * @param attribute the attribute with its new value
     * @throws KmipException if it fails
     */
    default void modifyAttribute(String uniqueIdentifier, Attribute attribute) throws KmipException {
        call(new ModifyAttribute.Request(uniqueIdentifier, attribute), ModifyAttribute.Response.class);
    }

    /**
     * Sets an attribute, be it there or not (KMIP 2.0 and later).
     *
     * @param uniqueIdentifier the object's id
     * @param attribute the attribute
     * @throws KmipException if it fails
     */
    default void setAttribute(String uniqueIdentifier, Attribute attribute) throws KmipException {
        call(new SetAttribute.Request(uniqueIdentifier, attribute), SetAttribute.Response.class);
    }

    /**
     * Removes an attribute; in KMIP 2.x all of its values. One of several is removed by its value ({@link
     * DeleteAttribute.Request}; 2.1 section 6.1.9).
     *
     * @param uniqueIdentifier the object's id
     * @param name which
     * @throws KmipException if it fails
     */
    default void deleteAttribute(String uniqueIdentifier, AttributeName name) throws KmipException {
        call(new DeleteAttribute.Request(uniqueIdentifier, name), DeleteAttribute.Response.class);
    }

    /**
     * Looks for objects.
     *
     * @param attributes what they must have
     * @return their ids
     * @throws KmipException if it fails
     */
    default List<String> locate(Attribute... attributes) throws KmipException {
        return call(new Locate.Request(Attributes.of(attributes)), Locate.Response.class)
                .uniqueIdentifiers();
    }

    /**
     * Asks what a server can do.
     *
     * @param functions what to tell
     * @return the answer
     * @throws KmipException if it fails
     */
    default Query.Response query(QueryFunction... functions) throws KmipException {
        return call(new Query.Request(List.of(functions)), Query.Response.class);
    }

    /**
     * Lets the server encrypt.
     *
     * @param request key, data and parameters; not wiped
     * @return the answer
     * @throws KmipException if it fails
     */
    default Encrypt.Response encrypt(Encrypt.Request request) throws KmipException {
        return call(request, Encrypt.Response.class);
    }

    /**
     * Lets the server decrypt.
     *
     * @param request key, data and parameters
     * @return the answer; the caller wipes its data
     * @throws KmipException if it fails
     */
    default Decrypt.Response decrypt(Decrypt.Request request) throws KmipException {
        return call(request, Decrypt.Response.class);
    }
}
