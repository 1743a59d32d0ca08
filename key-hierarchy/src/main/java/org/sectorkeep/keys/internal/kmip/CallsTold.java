// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.Locale;
import org.sectorkeep.keys.KeyServerListener;
import org.sectorkeep.kmip.KmipCall;
import org.sectorkeep.kmip.KmipListener;

/** Tells of the calls of one provider in words that know no KMIP. */
public record CallsTold(String providerId, KeyServerListener listener) implements KmipListener {
    @Override
    public void callEnded(KmipCall call) {
        listener.called(new KeyServerListener.Call(
                providerId,
                call.server().toString(),
                call.operation().toString().toLowerCase(Locale.ROOT).replace('_', '-'),
                call.took(),
                call.failure().map(Refusals::reason)));
    }
}
