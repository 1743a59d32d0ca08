// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;

/**
 * The lines of a {@code .vmx} file that make a machine an encrypted one; {@code docs/on-disk-format.md} defines them. This is
 * the only class that reads or writes them.
 *
 * @param envelope the machine's DEK, wrapped
 * @param disks the ids of the disks that the machine must have, by their paths, as {@link VmPaths} writes them
 * @param secrets the encrypted block, in base64
 */
record VmLines(Envelope envelope, Map<String, DiskId> disks, String secrets) {
    static final String PREFIX = "sectorkeep.vm.";
    private static final String ID = PREFIX + "id";
    private static final String PROVIDER = PREFIX + "provider";
    private static final String KEY = PREFIX + "keyId";
    private static final String ENVELOPE = PREFIX + "envelope";
    private static final String SECRETS = PREFIX + "secrets";
    private static final String DISK = PREFIX + "disk";
    static final String PLACE = PREFIX + "secret";
    private static final Pattern DISK_VALUE = Pattern.compile("([0-9a-f]{32}) (.+)");

    static boolean isOurs(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }

    /** Whether the line is one of those that hold the place of a secret. */
    static boolean isPlace(String key) {
        return Pattern.matches("(?i)" + Pattern.quote(PLACE) + "[0-9]+", key);
    }

    static Optional<VmLines> of(VmxFile vmx) throws IOException {
        if (vmx.keys().stream().noneMatch(VmLines::isOurs)) {
            return Optional.empty();
        }
        Envelope envelope = Envelope.ofBase64(require(vmx, ENVELOPE));
        requireSame(vmx, ID, envelope.header().diskId().hex());
        requireSame(vmx, PROVIDER, VmPaths.printable(envelope.header().keyId().providerId()));
        requireSame(vmx, KEY, VmPaths.printable(envelope.header().keyId().keyId()));
        return Optional.of(new VmLines(envelope, disks(vmx), require(vmx, SECRETS)));
    }

    private static String require(VmxFile vmx, String key) throws IOException {
        Optional<String> value = vmx.value(key);
        if (value.isEmpty()) {
            throw new VmRefusedException("'" + vmx.path() + "' is encrypted, but its line '" + key + "' is missing");
        }
        return value.get();
    }

    private static void requireSame(VmxFile vmx, String key, String expected) throws IOException {
        String found = require(vmx, key);
        if (!found.equals(expected)) {
            throw new VmRefusedException(
                    "'" + vmx.path() + "' says '" + found + "' in '" + key + "', its envelope says '" + expected + "'");
        }
    }

    private static Map<String, DiskId> disks(VmxFile vmx) throws IOException {
        Map<String, DiskId> disks = new LinkedHashMap<>();
        for (int i = 0; vmx.value(DISK + i).isPresent(); i++) {
            Matcher value = DISK_VALUE.matcher(vmx.value(DISK + i).orElseThrow());
            if (!value.matches()) {
                throw new VmRefusedException("'" + vmx.path() + "' names no disk in its line '" + DISK + i + "'");
            }
            disks.put(value.group(2), new DiskId(value.group(1)));
        }
        return disks;
    }

    /** The settings with these lines in place of any others of ours, but for the places of secrets. */
    VmxFile putInto(VmxFile vmx) {
        EnvelopeHeader header = envelope.header();
        VmxFile result = withoutOurs(vmx)
                .with(ID, header.diskId().hex())
                .with(PROVIDER, VmPaths.printable(header.keyId().providerId()))
                .with(KEY, VmPaths.printable(header.keyId().keyId()))
                .with(ENVELOPE, envelope.toBase64());
        List<Map.Entry<String, DiskId>> entries = List.copyOf(disks.entrySet());
        for (int i = 0; i < entries.size(); i++) {
            result = result.with(
                    DISK + i,
                    entries.get(i).getValue().hex() + " " + entries.get(i).getKey());
        }
        return result.with(SECRETS, secrets);
    }

    /** The settings without all these lines, but for the places of secrets. */
    static VmxFile withoutOurs(VmxFile vmx) {
        VmxFile result = vmx;
        for (String key : vmx.keys()) {
            if (isOurs(key) && !isPlace(key)) {
                result = result.without(key);
            }
        }
        return result;
    }

    /** What is authenticated of the disks: one line each. */
    byte[] diskText() {
        StringBuilder text = new StringBuilder();
        disks.forEach(
                (path, id) -> text.append(id.hex()).append(' ').append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
