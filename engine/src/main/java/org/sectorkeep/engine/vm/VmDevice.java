// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk that a machine names.
 *
 * @param name where it is plugged in, such as "scsi0:0", or the snapshot and disk that name it
 * @param file the file that is named, absolute; it need not exist
 */
record VmDevice(String name, Path file) {
    private static final Pattern DISK = Pattern.compile("((?:scsi|sata|ide|nvme)[0-9]+:[0-9]+)\\.filename");
    private static final Pattern SNAPSHOT_DISK = Pattern.compile("(snapshot[0-9]+\\.disk[0-9]+)\\.filename");
    private static final String DISK_ENDING = ".vmdk";
    private static final Set<String> DISK_TYPES = Set.of("", "disk", "scsi-harddisk", "ata-harddisk", "plaindisk");

    /** The disks that the machine has plugged in, each slot once. */
    static List<VmDevice> ofMachine(VmxFile vmx) throws IOException {
        List<VmDevice> devices = new ArrayList<>();
        for (String slot : slots(vmx, DISK)) {
            String file = value(vmx, slot, "filename");
            if (isPresent(vmx, slot) && isDisk(vmx, slot, file)) {
                refuseShared(vmx, slot);
                devices.add(device(vmx, slot, file));
            }
        }
        return devices;
    }

    /** The disks that its snapshots stand on. */
    static List<VmDevice> ofSnapshots(VmxFile list) throws IOException {
        List<VmDevice> devices = new ArrayList<>();
        for (String slot : slots(list, SNAPSHOT_DISK)) {
            String file = value(list, slot, "filename");
            if (!file.isEmpty()) {
                devices.add(device(list, slot, file));
            }
        }
        return devices;
    }

    private static Set<String> slots(VmxFile settings, Pattern keys) {
        Set<String> slots = new TreeSet<>();
        for (String key : settings.keys()) {
            Matcher disk = keys.matcher(key.toLowerCase(Locale.ROOT));
            if (disk.matches()) {
                slots.add(disk.group(1));
            }
        }
        return slots;
    }

    private static String value(VmxFile settings, String slot, String key) throws IOException {
        return settings.value(slot + "." + key).orElse("").strip();
    }

    /** A slot without the line counts as filled: rather one disk too many than one that stays readable. */
    private static boolean isPresent(VmxFile vmx, String slot) throws IOException {
        return !isFalse(value(vmx, slot, "present")) && !isFalse(value(vmx, controller(slot), "present"));
    }

    private static String controller(String slot) {
        return slot.substring(0, slot.indexOf(':'));
    }

    private static boolean isFalse(String value) {
        return value.equalsIgnoreCase("false") || value.equals("0");
    }

    private static boolean isDisk(VmxFile vmx, String slot, String file) throws IOException {
        String type = value(vmx, slot, "devicetype").toLowerCase(Locale.ROOT);
        if (type.contains("cdrom")
                || file.isEmpty()
                || file.toLowerCase(Locale.ROOT).endsWith(".iso")) {
            return false;
        }
        if (!DISK_TYPES.contains(type) || !file.toLowerCase(Locale.ROOT).endsWith(DISK_ENDING)) {
            throw new VmRefusedException("'" + vmx.path() + "' has a disk '" + slot + "' that is no file of kind "
                    + DISK_ENDING + ": '" + file + "'" + (type.isEmpty() ? "" : ", type '" + type + "'"));
        }
        return true;
    }

    /** Two machines on one disk would each need the other's key. */
    private static void refuseShared(VmxFile vmx, String slot) throws IOException {
        String bus = value(vmx, controller(slot), "sharedbus");
        boolean busShared = !bus.isEmpty() && !bus.equalsIgnoreCase("none");
        if (busShared || value(vmx, slot, "sharing").toLowerCase(Locale.ROOT).contains("multi-writer")) {
            throw new VmRefusedException("'" + vmx.path() + "' shares its disk '" + slot + "' with other machines");
        }
    }

    private static VmDevice device(VmxFile settings, String slot, String file) throws IOException {
        return new VmDevice(slot, resolve(settings, slot, file));
    }

    /** A file that settings name: relative names begin at their folder. */
    static Path resolve(VmxFile settings, String key, String file) throws IOException {
        try {
            Path folder =
                    Objects.requireNonNull(settings.path().toAbsolutePath().getParent());
            return folder.resolve(file).normalize();
        } catch (InvalidPathException e) {
            VmRefusedException refused =
                    new VmRefusedException("'" + settings.path() + "' names no possible file in '" + key + "'");
            refused.initCause(e);
            throw refused;
        }
    }
}
