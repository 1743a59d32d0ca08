// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;

/** The way to JNR-FFI. It unpacks a library of its own, which must not go where nothing can be loaded from. */
final class Jnr {
    /** Names the folder for JNR's own library; without it the temporary one. */
    private static final String EXTRACT_FOLDER = "jffi.extract.dir";

    /** Set where nobody else in this process uses JNR-FFI, as by our launcher. */
    private static final String ALONE = "sectorkeep.jnr.alone";

    /** Names a class of JNR's, and, with an ending, one more. */
    private static final String PROVIDER = "jnr.ffi.provider";

    static {
        if (Boolean.getBoolean(ALONE) && System.getProperty(PROVIDER) == null) {
            choosePlatform();
        }
    }

    private Jnr() {}

    /**
     * JNR looks for a platform named after a property, {@code null$Platform} if there is none, and opens every jar for it.
     * What would be in a package of the JDK is known not to be there. Nobody may look at the property meanwhile.
     */
    private static void choosePlatform() {
        System.setProperty(PROVIDER, Object.class.getName());
        try {
            Platform.getNativePlatform();
        } finally {
            System.clearProperty(PROVIDER);
        }
    }

    /** Loads a library, by its name or path; its functions are looked up at once. */
    static <T> T load(Class<T> functions, String library) throws IOException {
        if (System.getProperty(EXTRACT_FOLDER) == null) {
            List<Path> folders = LibraryFolders.candidates();
            Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
            if (!folders.isEmpty() && !folders.contains(temporary)) {
                System.setProperty(EXTRACT_FOLDER, folders.get(0).toString());
            }
        }
        return LibraryLoader.create(functions).failImmediately().load(library);
    }
}
