// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvDump;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

class MessageTest {
    static final List<KmipVersion> VERSIONS = KmipVersion.SUPPORTED;

    private static final List<MessageExtension> EXTENSIONS =
            List.of(new MessageExtension("vendor", false, List.of(new Ttlv.Bytes(0x540001, Samples.secret()))));

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void everyTypedRequestRoundTripsInEveryVersion(KmipVersion version) throws KmipException {
        RequestMessage request = request(version);
        byte[] bytes = TtlvEncoder.encode(request.toTtlv());
        RequestMessage read = RequestMessage.read(TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT));
        assertThat(TtlvEncoder.encode(read.toTtlv())).isEqualTo(bytes);
        assertThat(read.header()).isEqualTo(request.header());
        assertThat(classes(read.items().stream().map(RequestItem::payload)))
                .isEqualTo(classes(request.items().stream().map(RequestItem::payload)));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void everyTypedResponseRoundTripsInEveryVersion(KmipVersion version) throws KmipException {
        ResponseMessage response = response(version);
        byte[] bytes = TtlvEncoder.encode(response.toTtlv());
        ResponseMessage read = ResponseMessage.read(TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT));
        assertThat(TtlvEncoder.encode(read.toTtlv())).isEqualTo(bytes);
        assertThat(read.header()).isEqualTo(response.header());
        assertThat(classes(read.items().stream().map(ResponseItem::payload)))
                .isEqualTo(classes(response.items().stream().map(ResponseItem::payload)));
    }

    @Test
    void theSamplesHaveEveryTypedOperation() {
        Set<String> asked = Samples.requests().stream()
                .map(payload -> payload.operation().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> answered = Samples.responses().stream()
                .map(payload -> payload.operation().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        // Those of no type, and Poll, which is answered by what was polled for.
        assertThat(asked).hasSize(21 + 2);
        answered.add("POLL");
        answered.add("0x80000009");
        assertThat(answered).isEqualTo(asked);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void noTextOfAMessageOrItsDumpShowsASecret(KmipVersion version) throws KmipException {
        RequestMessage request = request(version);
        ResponseMessage response = response(version);
        String all = request
                + TtlvDump.of(request.toTtlv())
                + request.toTtlv()
                + response
                + TtlvDump.of(response.toTtlv())
                + response.toTtlv()
                + Samples.credentials()
                + ResponseMessage.read(response.toTtlv());
        assertThat(all)
                .doesNotContain(Samples.MARK.substring(0, 8))
                .doesNotContainIgnoringCase("4d41524b4544")
                .doesNotContain("77, 65, 82, 75");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void wipingAMessageWipesEverySecretOfIt(KmipVersion version) {
        RequestMessage request = request(version);
        ResponseMessage response = response(version);
        assertThat(encoded(response.toTtlv())).contains(Samples.MARK);
        request.wipe();
        response.wipe();
        assertThat(encoded(request.toTtlv())).doesNotContain(Samples.MARK);
        assertThat(encoded(response.toTtlv())).doesNotContain(Samples.MARK);
    }

    @Test
    void batchIdsAreUniqueAndLeftOutWhereThereIsOneItem() {
        RequestHeader header = new RequestHeader(KmipVersion.V1_4, List.of());
        RequestMessage many = RequestMessage.of(header, Samples.requests());
        Set<String> ids = new HashSet<>();
        for (RequestItem item : many.items()) {
            ids.add(new String(
                    Objects.requireNonNull(item.uniqueBatchItemId()).toByteArray(), StandardCharsets.ISO_8859_1));
        }
        assertThat(ids).hasSameSizeAs(Samples.requests());
        RequestMessage one = RequestMessage.of(header, List.of(new Get.Request("1")));
        assertThat(one.items().get(0).uniqueBatchItemId()).isNull();
    }

    @Test
    void attributesAreNamedUpToVersion14AndTaggedFrom20On() {
        Attributes attributes = Attributes.of(Attribute.cryptographicLength(256), Attribute.custom("x-Product", "P"));
        RequestPayload create = new Create.Request(ObjectType.SYMMETRIC_KEY, attributes);
        assertThat(create.toTtlv(KmipVersion.V1_4).get(1))
                .isEqualTo(new Ttlv.Structure(
                        Tag.TEMPLATE_ATTRIBUTE,
                        new Ttlv.Structure(
                                Tag.ATTRIBUTE,
                                new Ttlv.Text(Tag.ATTRIBUTE_NAME, "Cryptographic Length"),
                                new Ttlv.Int(Tag.ATTRIBUTE_VALUE, 256)),
                        new Ttlv.Structure(
                                Tag.ATTRIBUTE,
                                new Ttlv.Text(Tag.ATTRIBUTE_NAME, "x-Product"),
                                new Ttlv.Text(Tag.ATTRIBUTE_VALUE, "P"))));
        assertThat(create.toTtlv(KmipVersion.V2_0).get(1))
                .isEqualTo(new Ttlv.Structure(
                        Tag.ATTRIBUTES,
                        new Ttlv.Int(Tag.CRYPTOGRAPHIC_LENGTH, 256),
                        new Ttlv.Structure(
                                Tag.ATTRIBUTE,
                                new Ttlv.Text(Tag.VENDOR_IDENTIFICATION, "x"),
                                new Ttlv.Text(Tag.ATTRIBUTE_NAME, "Product"),
                                new Ttlv.Text(Tag.ATTRIBUTE_VALUE, "P"))));
    }

    @Test
    void attributesAreReadAsTypesInBothForms() throws KmipProtocolException {
        for (KmipVersion version : VERSIONS) {
            Attributes sent = Attributes.of(
                    Attribute.state(KmipState.DEACTIVATED),
                    Attribute.name("one"),
                    Attribute.name("two"),
                    Attribute.objectType(ObjectType.SYMMETRIC_KEY),
                    Attribute.cryptographicAlgorithm(new Unlisted<>(0x80000001)),
                    Attribute.cryptographicLength(128),
                    Attribute.custom("x-Vendor", "V"));
            Ttlv payload =
                    new Ttlv.Structure(Tag.RESPONSE_PAYLOAD, new GetAttributes.Response("1", sent).toTtlv(version));
            Attributes read = GetAttributes.Response.read(new Fields((Ttlv.Structure) payload), version)
                    .attributes();
            assertThat(read.state()).hasValue(KmipState.DEACTIVATED);
            assertThat(read.names()).containsExactly("one", "two");
            assertThat(read.objectType()).hasValue(ObjectType.SYMMETRIC_KEY);
            assertThat(read.cryptographicAlgorithm()).hasValue(new Unlisted<>(0x80000001));
            assertThat(read.integer(Attribute.CRYPTOGRAPHIC_LENGTH)).hasValue(128);
            assertThat(read.text(AttributeName.of("x-Vendor"))).hasValue("V");
            assertThat(read.text(Attribute.CRYPTOGRAPHIC_LENGTH)).isEmpty();
            assertThat(read.integer(AttributeName.of("x-Vendor"))).isEmpty();
        }
    }

    @Test
    void aBatchCountThatIsWrongIsRefused() {
        Ttlv.Structure right = response(KmipVersion.V1_4).toTtlv();
        Ttlv.Structure wrong = new Ttlv.Structure(
                right.tag(), right.children().subList(0, right.children().size() - 1));
        assertThatThrownBy(() -> ResponseMessage.read(wrong))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessageStartingWith("the header counts ");
    }

    @Test
    void whatIsTtlvButNoMessageIsRefused() {
        Ttlv request = request(KmipVersion.V1_0).toTtlv();
        assertThatThrownBy(() -> ResponseMessage.read(request))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage("expected a \"Response Message\", found \"Request Message\"");
        assertThatThrownBy(() -> ResponseMessage.read(new Ttlv.Structure(Tag.RESPONSE_MESSAGE)))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage("\"Response Message\" lacks its \"Response Header\"");
        assertThatThrownBy(() -> ResponseMessage.read(
                        new Ttlv.Structure(Tag.RESPONSE_MESSAGE, new Ttlv.Int(Tag.RESPONSE_HEADER, 1))))
                .isInstanceOf(KmipProtocolException.class)
                .hasMessage("\"Response Header\" in \"Response Message\" has the wrong type: Integer");
    }

    private static String encoded(Ttlv tree) {
        return new String(TtlvEncoder.encode(tree), StandardCharsets.ISO_8859_1);
    }

    private static RequestMessage request(KmipVersion version) {
        List<RequestItem> items = Samples.requests().stream()
                .map(payload -> new RequestItem(
                        true,
                        ByteString.utf8(payload.toString()),
                        payload,
                        List.of(new Ttlv.Int(0x540008, 1)),
                        EXTENSIONS))
                .toList();
        return new RequestMessage(Samples.fullHeader(version), items);
    }

    private static ResponseMessage response(KmipVersion version) {
        ResponseHeader header = new ResponseHeader(
                version,
                1205495800,
                new Ttlv.Structure(Tag.NONCE, new Ttlv.Bytes(0x540001, Samples.secret())),
                Samples.secret(),
                List.of(1),
                "client",
                "server",
                List.of(new Ttlv.Int(0x540009, 1)));
        Stream<ResponseItem> succeeded = Samples.responses().stream()
                .map(payload -> new ResponseItem(
                        payload.operation(),
                        ByteString.utf8(payload.operation().toString()),
                        ResultStatus.SUCCESS,
                        null,
                        null,
                        null,
                        payload,
                        List.of(new Ttlv.Int(0x540008, 1)),
                        EXTENSIONS));
        RequestItem asked = new RequestItem(null, new Get.Request("1"));
        Stream<ResponseItem> others = Stream.of(
                ResponseItem.failure(asked, new Unlisted<>(0x80000007), "no"),
                ResponseItem.pending(asked, ByteString.copyOf(new byte[] {1})),
                new ResponseItem(
                        null, null, ResultStatus.OPERATION_FAILED, null, null, null, null, List.of(), List.of()));
        return new ResponseMessage(header, Stream.concat(succeeded, others).toList());
    }

    private static List<Class<?>> classes(Stream<?> payloads) {
        return payloads.<Class<?>>map(payload -> payload == null ? Void.class : payload.getClass())
                .toList();
    }
}
