// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Key values for Get: as they are, or wrapped by NIST key wrap without encoding (KMIP 1.4, sections 2.1.4 to 2.1.6). */
final class KeyWrapping {
    private static final int ENCRYPT = 1;
    private static final int NIST_KEY_WRAP = 13;
    private static final int NO_ENCODING = 1;

    private KeyWrapping() {}

    static Ttlv plain(TestKey key) {
        byte[] material = key.material();
        return new Ttlv.Structure(Tag.KEY_VALUE, new Ttlv.Bytes(Tag.KEY_MATERIAL, ByteString.copyOf(material)));
    }

    static Ttlv wrapped(TestKey key, Ttlv.Structure specification, BatchContext context) throws Refusal {
        Ttlv.Structure information = Trees.neededStructure(specification, Tag.ENCRYPTION_KEY_INFORMATION);
        TestKey wrapping = context.livingKey(information);
        int mode = Trees.structure(information, Tag.CRYPTOGRAPHIC_PARAMETERS)
                .flatMap(parameters -> Trees.number(parameters, Tag.BLOCK_CIPHER_MODE))
                .orElse(NIST_KEY_WRAP);
        if (Trees.neededNumber(specification, Tag.WRAPPING_METHOD) != ENCRYPT
                || mode != NIST_KEY_WRAP
                || Trees.number(specification, Tag.ENCODING_OPTION).orElse(0) != NO_ENCODING) {
            throw new Refusal(Refusal.FEATURE_NOT_SUPPORTED, "only NIST key wrap without encoding is supported");
        }
        if (wrapping.state() != TestKey.ACTIVE) {
            throw new Refusal(Refusal.PERMISSION_DENIED, "the wrapping key is not active");
        }
        try {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(wrapping.material(), "AES"));
            byte[] wrapped = cipher.wrap(new SecretKeySpec(key.material(), "AES"));
            return new Ttlv.Structure(Tag.KEY_VALUE, new Ttlv.Bytes(Tag.KEY_MATERIAL, ByteString.copyOf(wrapped)));
        } catch (GeneralSecurityException e) {
            throw new Refusal(Refusal.CRYPTOGRAPHIC_FAILURE, "wrapping failed");
        }
    }

    static Ttlv data(Ttlv.Structure specification) {
        return new Ttlv.Structure(Tag.KEY_WRAPPING_DATA, specification.children());
    }
}
