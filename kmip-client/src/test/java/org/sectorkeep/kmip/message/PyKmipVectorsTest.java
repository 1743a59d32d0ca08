// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvFormatException;
import org.sectorkeep.kmip.ttlv.TtlvLimits;
import org.sectorkeep.testing.Peers;

/** What the published messages lack is compared with what PyKMIP encodes. */
@Tag("peer")
class PyKmipVectorsTest {
    private static final int ANY_TAG = 0x420000;
    private static final int REQUEST = 0x420079;
    private static final int RESPONSE = 0x42007C;
    private static final KmipVersion VERSION = KmipVersion.V1_4;

    @TempDir
    Path folder;

    @Test
    void typesAndPayloadsAreEncodedAsPyKmipEncodesThem() throws IOException {
        Map<String, String> ours = ours();
        Map<String, String> theirs = theirs();
        assertThat(theirs).hasSize(13).containsAllEntriesOf(ours);
        assertThat(ours).hasSize(12);
    }

    @Test
    void whatPyKmipEncodesIsReadAsTypes() throws IOException {
        Map<String, String> theirs = theirs();
        Encrypt.Response encrypted = Encrypt.Response.read(fields(theirs.get("encrypt-response")));
        assertThat(encrypted)
                .isEqualTo(new Encrypt.Response(
                        "7", bytes("cipher"), bytes("0123456789ab"), null, bytes("0123456789abcdef")));
        assertThat(Decrypt.Response.read(fields(theirs.get("decrypt-response"))))
                .isEqualTo(new Decrypt.Response("7", bytes("plain"), null));
        assertThat(Cancel.Response.read(fields(theirs.get("cancel-response"))).result())
                .isEqualTo(CancellationResult.UNABLE_TO_CANCEL);
    }

    /** PyKMIP pads this number to 16 bytes, where the standard asks for the least multiple of 8. */
    @Test
    void aBigIntegerOfMoreBytesThanItNeedsSurvives() throws IOException {
        byte[] padded = HexFormat.of().parseHex(Objects.requireNonNull(theirs().get("big-negative-of-64-bits")));
        Ttlv.BigInt number = (Ttlv.BigInt) TtlvDecoder.decode(padded, TtlvLimits.DEFAULT);
        assertThat(number.value()).isEqualTo(BigInteger.valueOf(Long.MIN_VALUE));
        assertThat(TtlvEncoder.encode(number)).isEqualTo(padded);
        assertThat(TtlvEncoder.encode(new Ttlv.BigInt(ANY_TAG, BigInteger.valueOf(Long.MIN_VALUE))))
                .hasSize(16);
    }

    private static Map<String, String> ours() {
        ByteString correlation = ByteString.copyOf(new byte[] {1, 2, 3});
        CryptographicParameters gcm = CryptographicParameters.aesGcm();
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put("long", hex(new Ttlv.LongInt(ANY_TAG, -1234567890123456789L)));
        ours.put("big", big(new BigInteger("1234567890000000000000000000")));
        ours.put("big-negative", big(BigInteger.ONE.shiftLeft(70).negate()));
        ours.put("big-of-64-bits", big(BigInteger.ONE.shiftLeft(63)));
        ByteString iv = bytes("0123456789ab");
        ByteString tag = bytes("0123456789abcdef");
        ours.put("encrypt-request", request(new Encrypt.Request("7", gcm, bytes("plain"), iv, bytes("more"))));
        ours.put("encrypt-response", response(new Encrypt.Response("7", bytes("cipher"), iv, null, tag)));
        ours.put("decrypt-request", request(new Decrypt.Request("7", gcm, bytes("cipher"), iv, bytes("more"), tag)));
        ours.put("decrypt-response", response(new Decrypt.Response("7", bytes("plain"), null)));
        ours.put("cancel-request", request(new Cancel.Request(correlation)));
        ours.put("cancel-response", response(new Cancel.Response(correlation, CancellationResult.UNABLE_TO_CANCEL)));
        ours.put("get-request", request(new Get.Request("7", KeyWrappingSpecification.nistKeyWrap("8"))));
        RequestPayload delete = new DeleteAttribute.Request("7", AttributeName.of("x-Product"));
        ours.put("delete-request-2", payload(REQUEST, delete.toTtlv(KmipVersion.V2_0)));
        return ours;
    }

    private Map<String, String> theirs() throws IOException {
        Peers.requirePythonModule("kmip");
        Path script = folder.resolve("vectors.py");
        try (InputStream in =
                Objects.requireNonNull(PyKmipVectorsTest.class.getResourceAsStream("pykmip_vectors.py"))) {
            Files.write(script, in.readAllBytes());
        }
        return Peers.output("/usr/bin/python3", script.toString())
                .lines()
                .map(line -> line.split(" ", -1))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static Fields fields(@Nullable String hex) throws TtlvFormatException {
        byte[] bytes = HexFormat.of().parseHex(Objects.requireNonNull(hex));
        return new Fields((Ttlv.Structure) TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT));
    }

    private static String big(BigInteger value) {
        return hex(new Ttlv.BigInt(ANY_TAG, value));
    }

    private static String request(RequestPayload payload) {
        return payload(REQUEST, payload.toTtlv(VERSION));
    }

    private static String response(ResponsePayload payload) {
        return payload(RESPONSE, payload.toTtlv(VERSION));
    }

    private static String payload(int tag, List<Ttlv> fields) {
        return hex(new Ttlv.Structure(tag, fields));
    }

    private static String hex(Ttlv item) {
        return HexFormat.of().formatHex(TtlvEncoder.encode(item));
    }

    private static ByteString bytes(String ascii) {
        return ByteString.copyOf(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
