// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryLocation;

/** A connection to the directory that is made beside the command's own work, which takes longer as a rule. */
final class DirectoryLink {
    /** Longer than the directory's own deadline for connecting. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final FutureTask<ControlPlane> opening;

    private DirectoryLink(DirectoryLocation location) {
        this.opening = new FutureTask<>(() -> ControlPlane.open(location));
    }

    static DirectoryLink begin(DirectoryLocation location) {
        DirectoryLink link = new DirectoryLink(location);
        Thread opener = new Thread(link.opening, "open-directory");
        opener.setDaemon(true);
        opener.start();
        return link;
    }

    /** The directory, as soon as it is open; the caller closes it. */
    ControlPlane open() throws IOException {
        try {
            return opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the directory could not be opened: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the directory did not answer within " + PATIENCE.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the directory was opened", e);
        }
    }
}
