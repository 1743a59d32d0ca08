// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.internal.inplace.OperationKind;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.KeyId;

/**
 * What stands beside the topmost link while a whole chain is changed in place, so that it can be gone on with after a
 * link is done and the next not begun; {@code docs/on-disk-format.md} defines the file. How far it is tell the links
 * themselves.
 *
 * @param kind what is done
 * @param kek the KEK that each link gets; where the chain is decrypted that of its topmost link, of no use
 * @param cipher the cipher that each link gets when the chain is encrypted
 * @param unit the data unit that each link gets when the chain is encrypted
 * @param formerDeks the ids of the DEKs that the links had before a rekey, from the base up; plain links have none
 */
record ChainRecord(OperationKind kind, KeyId kek, XtsCipher cipher, DataUnit unit, List<String> formerDeks) {
    private static final String SUFFIX = ".sectorkeep-chain";
    private static final String TITLE = "sectorkeep-chain-operation v1";
    private static final String KIND = "kind=";
    private static final String PROVIDER = "providerId=";
    private static final String KEY = "keyId=";
    private static final String CIPHER = "cipher=";
    private static final String UNIT = "dataUnitBytes=";
    private static final String FORMER = "formerDekId=";
    private static final int FIXED_LINES = 6;

    /** Above any record: chains are at most some hundred links long. */
    private static final int MAX_BYTES = 1 << 16;

    ChainRecord {
        formerDeks = List.copyOf(formerDeks);
    }

    private static Path fileOf(Path top) {
        return top.resolveSibling(top.getFileName() + SUFFIX);
    }

    /** What is under way, if anything is. */
    static Optional<ChainRecord> read(Path top) throws IOException {
        Path file = fileOf(top);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw damaged(file);
        }
        return Optional.of(parse(file, new String(bytes, StandardCharsets.UTF_8)));
    }

    private static ChainRecord parse(Path file, String text) throws DiskRefusedException {
        String[] lines = text.split("\n", -1);
        if (lines.length <= FIXED_LINES || !lines[0].equals(TITLE) || !lines[lines.length - 1].isEmpty()) {
            throw damaged(file);
        }
        try {
            List<String> former = new ArrayList<>();
            for (int i = FIXED_LINES; i < lines.length - 1; i++) {
                former.add(value(lines[i], FORMER));
            }
            return new ChainRecord(
                    OperationKind.ofLabel(value(lines[1], KIND)).orElseThrow(IllegalArgumentException::new),
                    new KeyId(value(lines[2], PROVIDER), value(lines[3], KEY)),
                    XtsCipher.valueOf(value(lines[4], CIPHER)),
                    DataUnit.ofBytes(Integer.parseInt(value(lines[5], UNIT))),
                    former);
        } catch (IllegalArgumentException e) {
            DiskRefusedException damaged = damaged(file);
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException(line);
        }
        return line.substring(key.length());
    }

    private static DiskRefusedException damaged(Path file) {
        return new DiskRefusedException("'" + file + "' does not say what operation on a chain is unfinished:"
                + " repeat the command without that file");
    }

    /** Whether a link, counted from the base up, is not done yet. */
    boolean isLeft(ChainState.Link link, int index) throws IOException {
        if (link.isUnfinished()) {
            return true;
        }
        return switch (kind) {
            case ENCRYPT -> !link.isEncrypted();
            case DECRYPT -> link.isEncrypted();
            case REKEY ->
                index < formerDeks.size()
                        && link.isEncrypted()
                        && formerDeks.get(index).equals(dek(link));
        };
    }

    /** The id of a link's DEK; empty if it has none. */
    static String dek(ChainState.Link link) throws IOException {
        Optional<EnvelopeHeader> header = link.header();
        return header.isPresent() ? header.get().dekId().hex() : "";
    }

    /** Puts it beside the topmost link, whole and forced. */
    void write(Path top) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(TITLE).append('\n');
        text.append(KIND).append(kind.label()).append('\n');
        text.append(PROVIDER).append(kek.providerId()).append('\n');
        text.append(KEY).append(kek.keyId()).append('\n');
        text.append(CIPHER).append(cipher.name()).append('\n');
        text.append(UNIT).append(unit.bytes()).append('\n');
        formerDeks.forEach(dek -> text.append(FORMER).append(dek).append('\n'));
        WholeFile.write(fileOf(top), text.toString());
    }

    /** Takes it away: the whole chain is done. */
    static void remove(Path top) throws IOException {
        WholeFile.delete(fileOf(top));
    }
}
