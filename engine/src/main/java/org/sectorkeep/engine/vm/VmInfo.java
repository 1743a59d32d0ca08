// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What can be said of a machine without a key: which of its files are encrypted and which stay readable. None of it is
 * authenticated.
 *
 * @param vmx its settings
 * @param isEncrypted whether its settings say so
 * @param encryption what its envelope says
 * @param operation what operation is unfinished: "encrypt", "decrypt", "shallow-rekey" or "deep-rekey"
 * @param readableSecrets the keys of secret settings that stand there in the clear
 * @param devices what names its disks
 * @param disks its disks, parents before their children
 * @param files its other files
 * @param warnings what is wrong or should be known: one line each
 */
public record VmInfo(
        Path vmx,
        boolean isEncrypted,
        Optional<Encryption> encryption,
        Optional<String> operation,
        List<String> readableSecrets,
        List<Device> devices,
        List<Disk> disks,
        List<OtherFile> files,
        List<String> warnings) {
    /**
     * What the envelope of a machine says.
     *
     * @param vmId the machine's id, 32 hexadecimal digits
     * @param providerId the key provider
     * @param keyId the provider's id of the KEK
     * @param dekId the fingerprint of the DEK, 32 hexadecimal digits
     * @param dekGeneration 1 for the first DEK
     * @param envelopeGeneration 1 for the first envelope
     */
    public record Encryption(
            String vmId, String providerId, String keyId, String dekId, long dekGeneration, long envelopeGeneration) {}

    /**
     * A place where a disk is plugged in, or a snapshot that names one.
     *
     * @param name such as "scsi0:0" or "snapshot0.disk0"
     * @param path the disk that is named, which need not exist
     */
    public record Device(String name, Path path) {}

    /**
     * One link of one disk.
     *
     * @param path its real path
     * @param isEncrypted whether it is encrypted, or half-way to or from it
     * @param diskId its id, if it is encrypted
     * @param expectedDiskId the id that the machine expects there, if it is listed
     * @param providerId the key provider of its KEK, if it is encrypted
     * @param keyId the provider's id of its KEK, if it is encrypted
     * @param operation what operation on the disk is unfinished
     */
    public record Disk(
            Path path,
            boolean isEncrypted,
            Optional<String> diskId,
            Optional<String> expectedDiskId,
            Optional<String> providerId,
            Optional<String> keyId,
            Optional<String> operation) {}

    /**
     * A file of a machine that is no disk.
     *
     * @param path its path
     * @param role what it is: "nvram", "vswp", "vmsn", "vmss", "vmem", "settings", "snapshot list", "log" or "other"
     * @param isSecret whether it is encrypted when the machine is
     * @param isEncrypted whether it is encrypted now
     */
    public record OtherFile(Path path, String role, boolean isSecret, boolean isEncrypted) {}

    /**
     * Reads what the files of a machine say.
     *
     * @param vm the machine's folder, or its {@code .vmx} file
     * @return what they say
     * @throws VmxFormatException if its settings, or the list of its snapshots, cannot be read for certain
     * @throws VmRefusedException if there is not one machine, or it is of a kind that is refused
     * @throws IOException if a file cannot be read
     */
    public static VmInfo read(Path vm) throws IOException {
        return new VmInspection(VmFolder.read(VmFolder.findVmx(vm))).info();
    }
}
