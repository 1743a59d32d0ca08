// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Optional;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** The material of a key and perhaps attributes of it (KMIP 1.4 section 2.1.4). */
public sealed interface KeyValue {
    /**
     * The bytes of the key, plain or wrapped.
     *
     * @return shared with this message; or empty where the material has parts, as that of a transparent private key
     */
    Optional<ByteString> bytes();

    /**
     * A key value of which no more is wrapped than the material.
     *
     * @param material bytes, or a structure for the transparent formats
     * @param attributes attributes that come with the key
     */
    record Structured(Ttlv material, Attributes attributes) implements KeyValue {
        @Override
        public Optional<ByteString> bytes() {
            if (material instanceof Ttlv.Bytes bytes) {
                return Optional.of(bytes.value());
            }
            return ((Ttlv.Structure) material)
                    .children().stream()
                            .filter(part -> part.tag() == Tag.KEY && part instanceof Ttlv.Bytes)
                            .map(part -> ((Ttlv.Bytes) part).value())
                            .findFirst();
        }
    }

    /**
     * A key value that was encoded and then wrapped as a whole.
     *
     * @param ciphertext what unwraps to an encoded key value
     */
    record Wrapped(ByteString ciphertext) implements KeyValue {
        @Override
        public Optional<ByteString> bytes() {
            return Optional.of(ciphertext);
        }
    }

    /**
     * A key value of nothing but bytes, as in format Raw.
     *
     * @param material the bytes; shared
     * @return the key value
     */
    static KeyValue raw(ByteString material) {
        return new Structured(new Ttlv.Bytes(Tag.KEY_MATERIAL, material), Attributes.NONE);
    }

    /**
     * The item of a message.
     *
     * @param version the version of the message
     * @return a structure or bytes
     */
    default Ttlv toTtlv(KmipVersion version) {
        if (this instanceof Structured plain) {
            return new Items()
                    .item(plain.material().withTag(Tag.KEY_MATERIAL))
                    .all(plain.attributes().toItems(version))
                    .structure(Tag.KEY_VALUE);
        }
        return new Ttlv.Bytes(Tag.KEY_VALUE, ((Wrapped) this).ciphertext());
    }

    /**
     * Reads the item of a message, or the encoded key value that was unwrapped.
     *
     * @param item a structure or bytes
     * @param version the version of the message
     * @return the key value
     * @throws KmipProtocolException if it is something else
     */
    static KeyValue read(Ttlv item, KmipVersion version) throws KmipProtocolException {
        if (item instanceof Ttlv.Bytes bytes) {
            return new Wrapped(bytes.value());
        }
        if (!(item instanceof Ttlv.Structure structure)) {
            throw new KmipProtocolException(
                    "\"Key Value\" has the wrong type: " + item.type().label());
        }
        Fields fields = new Fields(structure);
        Ttlv material = fields.item(Tag.KEY_MATERIAL);
        if (!(material instanceof Ttlv.Bytes) && !(material instanceof Ttlv.Structure)) {
            throw new KmipProtocolException(
                    "\"Key Material\" has the wrong type: " + material.type().label());
        }
        return new Structured(material, Attributes.readItems(fields, version));
    }
}
