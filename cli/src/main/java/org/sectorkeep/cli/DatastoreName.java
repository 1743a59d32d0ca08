// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import org.sectorkeep.engine.datastore.Datastores;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a datastore. */
final class DatastoreName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            return Datastores.requireName(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
