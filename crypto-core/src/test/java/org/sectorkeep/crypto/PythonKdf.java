// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sectorkeep.testing.Peers;

/** Key derivation by Python's {@code cryptography} package, that is by OpenSSL: an implementation that is not ours. */
final class PythonKdf {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String MAIN = """
            import sys
            from cryptography.hazmat.backends import default_backend
            from cryptography.hazmat.primitives import hashes
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF
            from cryptography.hazmat.primitives.kdf.kbkdf import KBKDFHMAC, CounterLocation, Mode
            def hkdf(salt, info, length):
                return HKDF(hashes.SHA512(), length, salt, info, default_backend())
            def counter(label, context, length):
                return KBKDFHMAC(hashes.SHA384(), Mode.CounterMode, length, 4, 4, CounterLocation.BeforeFixed,
                                 label, context, None, default_backend())
            for case in sys.argv[2:]:
                key, first, second, length = case.split(":")
                kdf = globals()[sys.argv[1]](bytes.fromhex(first), bytes.fromhex(second), int(length))
                print(kdf.derive(bytes.fromhex(key)).hex())
            """;

    /** Inputs of one derivation, in hex: salt and info of HKDF, label and context of the counter mode. */
    record Case(String keyHex, String firstHex, String secondHex, int lengthBytes) {
        static Case of(byte[] key, byte[] first, byte[] second, int lengthBytes) {
            HexFormat hex = HexFormat.of();
            return new Case(hex.formatHex(key), hex.formatHex(first), hex.formatHex(second), lengthBytes);
        }

        byte[] key() {
            return HexFormat.of().parseHex(keyHex);
        }

        byte[] first() {
            return HexFormat.of().parseHex(firstHex);
        }

        byte[] second() {
            return HexFormat.of().parseHex(secondHex);
        }

        private String argument() {
            return String.join(":", keyHex, firstHex, secondHex, Integer.toString(lengthBytes));
        }
    }

    private PythonKdf() {}

    static List<byte[]> hkdfSha512(List<Case> cases) {
        return run("hkdf", cases);
    }

    static List<byte[]> counterHmacSha384(List<Case> cases) {
        return run("counter", cases);
    }

    private static List<byte[]> run(String function, List<Case> cases) {
        Peers.requirePythonModule("cryptography");
        List<String> command = new ArrayList<>(List.of(PYTHON, "-c", MAIN, function));
        cases.forEach(each -> command.add(each.argument()));
        return Peers.output(command.toArray(String[]::new))
                .lines()
                .map(HexFormat.of()::parseHex)
                .toList();
    }
}
