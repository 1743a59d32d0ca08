// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

/**
 * A program of its own that uses one KEK and forgets it: its arguments are the home folder, the key's id, and a file with a
 * data key. It says when it is done, and ends when its input does.
 */
final class KekUser {
    private KekUser() {}

    public static void main(String[] arguments) throws Exception {
        KeyId id = new KeyId("kms", arguments[1]);
        try (KeyProvider provider =
                        KeyProvidersTest.cheap(Path.of(arguments[0])).open("kms", PassphraseSource.none());
                SecretBytes dek = SecretBytes.takeFrom(Files.readAllBytes(Path.of(arguments[2])));
                Kek kek = provider.kek(id)) {
            EnvelopeHeader sample = Samples.header(XtsCipher.AES_XTS_256, id);
            EnvelopeHeader header = new EnvelopeHeader(
                    sample.diskId(),
                    sample.capacityBytes(),
                    sample.dataUnit(),
                    sample.cipher(),
                    DekId.of(dek),
                    sample.dekGeneration(),
                    sample.envelopeGeneration(),
                    id,
                    sample.created());
            kek.unwrap(kek.wrap(header, dek)).close();
        }
        System.out.println("done");
        while (System.in.read() >= 0) {
            // until the test has looked at the heap
        }
    }
}
