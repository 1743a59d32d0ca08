// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Tells systemd that a service of {@code Type=notify} is ready. Java cannot send to the kind of socket that it listens on
 * (a unix datagram socket), so systemd's own program does it.
 */
final class SystemdReady {
    private static final long PATIENCE_SECONDS = 10;

    private SystemdReady() {}

    static void tell(Context context) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty()) {
            return;
        }
        try {
            Process notify = new ProcessBuilder(
                            "systemd-notify",
                            "--ready",
                            "--pid=" + ProcessHandle.current().pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!notify.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || notify.exitValue() != 0) {
                context.note("agent: warning: systemd-notify did not tell that the agent is ready");
            }
        } catch (IOException e) {
            context.note("agent: warning: systemd-notify could not be run: use Type=exec");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
