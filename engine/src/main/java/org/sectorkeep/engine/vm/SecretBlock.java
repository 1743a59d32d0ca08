// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * The encrypted block of a {@code .vmx} file, as {@code docs/on-disk-format.md} defines it: the list of disks, so that
 * nobody changes it without the key, and the lines that are secret, each of which has left a line in its place.
 */
final class SecretBlock {
    private static final String ROLE = "vmx";
    private static final String MOVED = "moved to " + VmLines.PREFIX + "secrets";

    private SecretBlock() {}

    /** The settings of an encrypted machine, from those of a plain one. */
    static VmxFile protect(VmxFile plain, VmKey key, Map<String, DiskId> disks) throws IOException {
        List<String> secrets = plain.rawLines(VmxSecrets::isSecret);
        int[] next = {0};
        VmxFile withPlaces = plain.replaceLines(each ->
                VmxSecrets.isSecret(each) ? Optional.of(place(next[0], secrets.get(next[0]++))) : Optional.empty());
        VmLines lines = new VmLines(key.envelope(), disks, "");
        byte[] text = encode(lines.diskText(), secrets, plain.endsWithLineEnd() ? 0 : plain.lineCount());
        try {
            String secret = Base64.getEncoder().encodeToString(seal(text, key));
            return new VmLines(key.envelope(), disks, secret).putInto(withPlaces);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static String place(int index, String secret) {
        String lineEnd = secret.endsWith("\r\n") ? "\r\n" : secret.endsWith("\n") ? "\n" : "";
        return VmLines.PLACE + index + " = \"" + MOVED + '"' + lineEnd;
    }

    private static byte[] seal(byte[] text, VmKey key) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream sealing = StreamFiles.sealing(target, key, ROLE)) {
            sealing.write(text);
        }
        return target.toByteArray();
    }

    private static byte[] encode(byte[] diskText, List<String> secrets, int unendedLines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(unendedLines);
            out.writeInt(diskText.length);
            out.write(diskText);
            out.writeInt(secrets.size());
            for (String secret : secrets) {
                byte[] raw = secret.getBytes(StandardCharsets.ISO_8859_1);
                out.writeInt(raw.length);
                out.write(raw);
            }
        }
        return bytes.toByteArray();
    }

    /** The settings of the plain machine, from those of an encrypted one; its list of disks must be the authentic one. */
    static VmxFile restore(VmxFile encrypted, VmLines lines, VmKey key) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        StreamFiles.open(new ByteArrayInputStream(decode(encrypted, lines)), encrypted.path(), key, ROLE, text);
        byte[] bytes = text.toByteArray();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int unendedLines = in.readInt();
            if (!MessageDigest.isEqual(in.readNBytes(in.readInt()), lines.diskText())) {
                throw new VmRefusedException("'" + encrypted.path()
                        + "' names other disks than those that the machine was encrypted with: the list was changed");
            }
            List<String> secrets = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                secrets.add(new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1));
            }
            VmxFile plain = putBack(VmLines.withoutOurs(encrypted), secrets);
            return plain.lineCount() == unendedLines ? plain.withoutLastLineEnd() : plain;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] decode(VmxFile encrypted, VmLines lines) throws VmRefusedException {
        try {
            return Base64.getDecoder().decode(lines.secrets());
        } catch (IllegalArgumentException e) {
            VmRefusedException refused =
                    new VmRefusedException("'" + encrypted.path() + "' has a block of secrets that is not base64");
            refused.initCause(e);
            throw refused;
        }
    }

    private static VmxFile putBack(VmxFile withPlaces, List<String> secrets) {
        List<String> left = new ArrayList<>(secrets);
        VmxFile plain = withPlaces.replaceLines(key -> {
            if (!VmLines.isPlace(key)) {
                return Optional.empty();
            }
            int index = index(key);
            if (index >= secrets.size() || !left.remove(secrets.get(index))) {
                return Optional.of("");
            }
            return Optional.of(secrets.get(index));
        });
        for (String secret : left) { // a program that writes the file anew left its place out
            plain = plain.append(secret);
        }
        return plain;
    }

    private static int index(String key) {
        String digits = key.substring(VmLines.PLACE.length());
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
