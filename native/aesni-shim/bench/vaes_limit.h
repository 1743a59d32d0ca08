// SPDX-License-Identifier: Apache-2.0
//
// The ceiling of one core: AES-256 rounds on registers and nothing else, no memory, no tweaks.
#ifndef SECTORKEEP_VAES_LIMIT_H
#define SECTORKEEP_VAES_LIMIT_H

#include <stdint.h>

// Each does the 14 rounds of at least `blocks` blocks and returns how many it did.
uint64_t limit_aesni(uint64_t blocks);
uint64_t limit_vaes256(uint64_t blocks);
uint64_t limit_vaes512(uint64_t blocks);

#endif
