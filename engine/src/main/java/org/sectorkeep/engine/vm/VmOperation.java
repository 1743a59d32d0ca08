// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.KeyId;

/**
 * What stands beside the settings of a machine while it is changed, so that it can be gone on with;
 * {@code docs/on-disk-format.md} defines the file. How far it is tell the machine's files themselves; what commits it are the
 * settings, which are written last.
 *
 * @param kind what is done
 * @param envelope the envelope that the machine will have, or of a decryption has
 * @param cipher the cipher that plain disks get
 * @param unit the data unit that plain disks get
 * @param formerDeks the ids of the DEKs that a deep rekey replaces
 */
record VmOperation(Kind kind, Envelope envelope, XtsCipher cipher, DataUnit unit, Set<DekId> formerDeks) {
    private static final String SUFFIX = ".sectorkeep-operation";
    private static final String TITLE = "sectorkeep-vm-operation v1";
    private static final String KIND = "kind=";
    private static final String ENVELOPE = "envelope=";
    private static final String CIPHER = "cipher=";
    private static final String UNIT = "dataUnitBytes=";
    private static final String FORMER = "formerDekId=";
    private static final int FIXED_LINES = 5;

    /** Above any: machines have at most some hundred disks of some hundred links. */
    private static final int MAX_BYTES = 1 << 20;

    VmOperation {
        formerDeks = Set.copyOf(formerDeks);
    }

    /** What can be done to a machine. */
    enum Kind {
        ENCRYPT,
        DECRYPT,
        /** New envelopes around the same DEKs. */
        SHALLOW_REKEY,
        /** New DEKs, all content encrypted anew. */
        DEEP_REKEY;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    KeyId kek() {
        return envelope.header().keyId();
    }

    static Path fileOf(Path vmx) {
        return vmx.resolveSibling(vmx.getFileName() + SUFFIX);
    }

    /** What is under way, if anything is. */
    static Optional<VmOperation> read(Path vmx) throws IOException {
        Path file = fileOf(vmx);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return Optional.of(parse(file, bytes));
        }
    }

    private static VmOperation parse(Path file, byte[] bytes) throws IOException {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        boolean whole = bytes.length <= MAX_BYTES
                && lines.length > FIXED_LINES
                && lines[0].equals(TITLE)
                && lines[lines.length - 1].isEmpty();
        if (!whole) {
            throw damaged(file);
        }
        try {
            Set<DekId> former = new HashSet<>();
            for (String line : List.of(lines).subList(FIXED_LINES, lines.length - 1)) {
                former.add(new DekId(value(line, FORMER)));
            }
            return new VmOperation(
                    kind(value(lines[1], KIND)),
                    Envelope.ofBase64(value(lines[2], ENVELOPE)),
                    XtsCipher.valueOf(value(lines[3], CIPHER)),
                    DataUnit.ofBytes(Integer.parseInt(value(lines[4], UNIT))),
                    former);
        } catch (IllegalArgumentException e) {
            VmRefusedException damaged = damaged(file);
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static Kind kind(String label) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(label));
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException(line);
        }
        return line.substring(key.length());
    }

    private static VmRefusedException damaged(Path file) {
        return new VmRefusedException("'" + file + "' does not say what operation on the machine is unfinished");
    }

    /** Puts it beside the settings, whole and forced. */
    void write(Path vmx) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(TITLE).append('\n');
        text.append(KIND).append(kind.label()).append('\n');
        text.append(ENVELOPE).append(envelope.toBase64()).append('\n');
        text.append(CIPHER).append(cipher.name()).append('\n');
        text.append(UNIT).append(unit.bytes()).append('\n');
        Set<String> former = new TreeSet<>();
        formerDeks.forEach(dek -> former.add(dek.hex()));
        former.forEach(dek -> text.append(FORMER).append(dek).append('\n'));
        ReplacedFile.write(fileOf(vmx), target -> target.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Takes it away: the machine is done. */
    static void remove(Path vmx) throws IOException {
        WholeFile.delete(fileOf(vmx));
    }
}
