// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** The payloads that are typed here, by operation. */
final class Payloads {
    private Payloads() {}

    static RequestPayload request(Operation operation, Fields fields, KmipVersion version)
            throws KmipProtocolException {
        return switch (operation) {
            case ACTIVATE -> Activate.Request.read(fields);
            case DESTROY -> Destroy.Request.read(fields);
            case CREATE -> Create.Request.read(fields, version);
            case REGISTER -> Register.Request.read(fields, version);
            case RE_KEY -> ReKey.Request.read(fields, version);
            case GET -> Get.Request.read(fields);
            case GET_ATTRIBUTES -> GetAttributes.Request.read(fields);
            case GET_ATTRIBUTE_LIST -> GetAttributeList.Request.read(fields);
            case ADD_ATTRIBUTE -> AddAttribute.Request.read(fields);
            case MODIFY_ATTRIBUTE -> ModifyAttribute.Request.read(fields);
            case SET_ATTRIBUTE -> SetAttribute.Request.read(fields);
            case DELETE_ATTRIBUTE -> DeleteAttribute.Request.read(fields);
            case LOCATE -> Locate.Request.read(fields, version);
            case CHECK -> Check.Request.read(fields);
            case REVOKE -> Revoke.Request.read(fields);
            case ENCRYPT -> Encrypt.Request.read(fields);
            case DECRYPT -> Decrypt.Request.read(fields);
            case POLL -> Poll.Request.read(fields);
            case CANCEL -> Cancel.Request.read(fields);
            case DISCOVER_VERSIONS -> DiscoverVersions.Request.read(fields);
            case QUERY -> Query.Request.read(fields);
            default -> new RequestPayload.Other(operation, fields.rest());
        };
    }

    static ResponsePayload response(Operation operation, Fields fields, KmipVersion version)
            throws KmipProtocolException {
        return switch (operation) {
            case ACTIVATE -> Activate.Response.read(fields);
            case DESTROY -> Destroy.Response.read(fields);
            case CREATE -> Create.Response.read(fields, version);
            case REGISTER -> Register.Response.read(fields, version);
            case RE_KEY -> ReKey.Response.read(fields, version);
            case GET -> Get.Response.read(fields, version);
            case GET_ATTRIBUTES -> GetAttributes.Response.read(fields, version);
            case GET_ATTRIBUTE_LIST -> GetAttributeList.Response.read(fields);
            case ADD_ATTRIBUTE -> AddAttribute.Response.read(fields);
            case MODIFY_ATTRIBUTE -> ModifyAttribute.Response.read(fields);
            case SET_ATTRIBUTE -> SetAttribute.Response.read(fields);
            case DELETE_ATTRIBUTE -> DeleteAttribute.Response.read(fields);
            case LOCATE -> Locate.Response.read(fields);
            case CHECK -> Check.Response.read(fields);
            case REVOKE -> Revoke.Response.read(fields);
            case ENCRYPT -> Encrypt.Response.read(fields);
            case DECRYPT -> Decrypt.Response.read(fields);
            case CANCEL -> Cancel.Response.read(fields);
            case DISCOVER_VERSIONS -> DiscoverVersions.Response.read(fields);
            case QUERY -> Query.Response.read(fields);
            default -> new ResponsePayload.Other(operation, fields.rest());
        };
    }
}
