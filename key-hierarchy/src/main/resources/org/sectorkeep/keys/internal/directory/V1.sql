-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE provider (
    name TEXT NOT NULL PRIMARY KEY,
    is_default BIGINT NOT NULL
);
CREATE UNIQUE INDEX provider_default ON provider (is_default) WHERE is_default = 1;
CREATE TABLE cluster_of_hosts (
    name TEXT NOT NULL PRIMARY KEY
);
CREATE TABLE host (
    name TEXT NOT NULL PRIMARY KEY,
    cluster_name TEXT REFERENCES cluster_of_hosts (name),
    state TEXT NOT NULL
);
CREATE TABLE protected_object (
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    slot BIGINT NOT NULL,
    owner_name TEXT,
    object_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    dek_id TEXT NOT NULL,
    envelope TEXT NOT NULL,
    seen_millis BIGINT NOT NULL,
    PRIMARY KEY (host, path, kind, slot)
);
CREATE INDEX protected_object_key ON protected_object (provider_id, key_id);
CREATE INDEX protected_object_id ON protected_object (object_id);
CREATE INDEX protected_object_dek ON protected_object (dek_id);
CREATE TABLE envelope_generation (
    object_id TEXT NOT NULL PRIMARY KEY,
    highest BIGINT NOT NULL
);
CREATE TABLE storage_component (
    name TEXT NOT NULL PRIMARY KEY,
    is_on BIGINT NOT NULL,
    provider_id TEXT,
    cipher TEXT NOT NULL,
    data_unit_bytes BIGINT NOT NULL,
    filters TEXT NOT NULL
);
CREATE TABLE vm_policy (
    name TEXT NOT NULL PRIMARY KEY,
    home_component TEXT NOT NULL,
    disk_component TEXT NOT NULL
);
CREATE TABLE vm_policy_disk (
    policy_name TEXT NOT NULL REFERENCES vm_policy (name) ON DELETE CASCADE,
    device TEXT NOT NULL,
    component TEXT NOT NULL,
    PRIMARY KEY (policy_name, device)
);
CREATE TABLE audit_head (
    log_id TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    mac TEXT NOT NULL
);
