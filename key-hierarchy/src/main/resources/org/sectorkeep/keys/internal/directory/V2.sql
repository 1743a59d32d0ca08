-- SPDX-License-Identifier: Apache-2.0
-- Empty in rows of version 1: the envelope says it.
ALTER TABLE protected_object ADD COLUMN generation BIGINT
