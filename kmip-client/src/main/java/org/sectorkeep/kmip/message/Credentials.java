// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Credentials as items of a message. */
final class Credentials {
    private Credentials() {}

    /** The item of a message. */
    static Ttlv.Structure toTtlv(Credential credential) {
        Items value = new Items();
        Enumerated<CredentialType> type;
        if (credential instanceof Credential.UserPassword user) {
            type = CredentialType.USERNAME_AND_PASSWORD;
            value.text(Tag.USERNAME, user.username()).secretText(Tag.PASSWORD, user.password());
        } else if (credential instanceof Credential.Device device) {
            type = CredentialType.DEVICE;
            value.text(Tag.DEVICE_SERIAL_NUMBER, device.serialNumber())
                    .secretText(Tag.PASSWORD, device.password())
                    .text(Tag.DEVICE_IDENTIFIER, device.deviceIdentifier())
                    .text(Tag.NETWORK_IDENTIFIER, device.networkIdentifier())
                    .text(Tag.MACHINE_IDENTIFIER, device.machineIdentifier())
                    .text(Tag.MEDIA_IDENTIFIER, device.mediaIdentifier());
        } else {
            type = ((Credential.Other) credential).type();
            value.all(((Credential.Other) credential).fields());
        }
        return new Items()
                .enumeration(Tag.CREDENTIAL_TYPE, type)
                .item(value.structure(Tag.CREDENTIAL_VALUE))
                .structure(Tag.CREDENTIAL);
    }

    /** Reads the item of a message. */
    static Credential read(Ttlv.Structure structure) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        Enumerated<CredentialType> type = fields.enumeration(Tag.CREDENTIAL_TYPE, CredentialType.TABLE);
        Fields value = new Fields(fields.structure(Tag.CREDENTIAL_VALUE));
        if (type == CredentialType.USERNAME_AND_PASSWORD) {
            return new Credential.UserPassword(value.text(Tag.USERNAME), value.optionalSecretText(Tag.PASSWORD));
        }
        if (type == CredentialType.DEVICE) {
            return new Credential.Device(
                    value.optionalText(Tag.DEVICE_SERIAL_NUMBER),
                    value.optionalSecretText(Tag.PASSWORD),
                    value.optionalText(Tag.DEVICE_IDENTIFIER),
                    value.optionalText(Tag.NETWORK_IDENTIFIER),
                    value.optionalText(Tag.MACHINE_IDENTIFIER),
                    value.optionalText(Tag.MEDIA_IDENTIFIER));
        }
        return new Credential.Other(type, value.rest());
    }
}
