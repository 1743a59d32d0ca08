// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.keys.Envelope;

/**
 * The envelopes of a machine, read without any lock. None of it is authenticated.
 *
 * @param envelopes the envelope that its settings have and the one that they get, if an operation is under way; none if it
 *     is plain
 * @param disks the paths of what its settings name as disks, which need not exist
 */
public record VmEnvelopes(List<Envelope> envelopes, List<Path> disks) {
    /**
     * Keeps copies of the lists.
     *
     * @param envelopes the machine's envelopes
     * @param disks what is named as disks
     */
    public VmEnvelopes {
        envelopes = List.copyOf(envelopes);
        disks = List.copyOf(disks);
    }

    /**
     * Looks at the settings of a machine.
     *
     * @param vmx a {@code .vmx} file
     * @return what they say
     * @throws IOException if they cannot be read, or are not understood
     */
    public static VmEnvelopes peek(Path vmx) throws IOException {
        VmxFile settings = VmxFile.read(vmx);
        List<Envelope> envelopes = new ArrayList<>();
        VmLines.of(settings).map(VmLines::envelope).ifPresent(envelopes::add);
        VmOperation.read(vmx)
                .map(VmOperation::envelope)
                .filter(next -> !envelopes.contains(next))
                .ifPresent(envelopes::add);
        return new VmEnvelopes(envelopes, disks(settings));
    }

    /** Of a machine of a kind that is refused, and so never encrypted here, the disks are found without it. */
    private static List<Path> disks(VmxFile settings) throws IOException {
        try {
            return VmDevice.ofMachine(settings).stream().map(VmDevice::file).toList();
        } catch (VmRefusedException e) {
            return List.of();
        }
    }
}
