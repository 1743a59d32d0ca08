#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the native engine. Usage: build.sh [library | check | bench | clean]
#   library   target/native/linux-x86_64/libsectorkeep_shim.so (the default)
#   check     the library, then its C test
#   bench     the library, then its benchmark
# Where the native engine cannot be built (another platform, no C compiler) one line says so, no library is left, and the exit
# code is 0: the Java engine does the work there. CC and CFLAGS are honoured.
set -eu
cd "$(dirname "$0")"

CC=${CC:-cc}
CFLAGS=${CFLAGS:-}
OBJECTS=target/objects
LIBRARY=target/native/linux-x86_64/libsectorkeep_shim.so

COMMON="-std=gnu11 -O3 -fPIC -fvisibility=hidden -Wall -Wextra -Werror -Wvla -fstack-protector-strong -fcf-protection=none
    -ffile-prefix-map=$PWD=. -g0 -fno-semantic-interposition"
LINK="-shared -Wl,-soname,libsectorkeep_shim.so -Wl,-z,relro,-z,now,-z,noexecstack,-z,defs -Wl,--build-id=none -s"
ORDERED=-fno-schedule-insns2 # the kernels' statements are in the order in which the pipeline wants them
AESNI="-mssse3 -maes -mpclmul"
VAES256="-mavx2 -maes -mpclmul -mvaes -mvpclmulqdq"
VAES512="-mavx512f -mavx512vl -mavx512bw -mavx512vbmi2 -maes -mpclmul -mvaes -mvpclmulqdq"

leave_out() {
    rm -rf target/native
    echo "sectorkeep: native engine left out: $1"
    exit 0
}

check_platform() {
    [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || leave_out "it is for Linux on x86-64, this is $(uname -s) on $(uname -m)"
    command -v "$CC" >/dev/null 2>&1 || leave_out "no C compiler ($CC)"
    mkdir -p target
    echo '#include <immintrin.h>' >target/probe.c
    # shellcheck disable=SC2086  # lists of options
    "$CC" $COMMON $CFLAGS $VAES512 -c target/probe.c -o target/probe.o 2>/dev/null \
        || leave_out "$CC has no libc headers, no VAES, or is not for x86-64 (gcc 9 or clang 8 is needed)"
}

compile() { # source, options of its instruction set
    # shellcheck disable=SC2086  # lists of options
    "$CC" $COMMON $CFLAGS $2 -c "$1" -o "$OBJECTS/$(basename "$1" .c).o"
}

is_current() { # built with the same compiler and options from these sources
    [ -f "$LIBRARY" ] && [ "$(cat "$OBJECTS/options" 2>/dev/null)" = "$CC $CFLAGS" ] \
        && [ -z "$(find src build.sh -newer "$LIBRARY")" ]
}

build_library() {
    if is_current; then
        return
    fi
    rm -rf "$OBJECTS" target/native
    mkdir -p "$OBJECTS" "$(dirname "$LIBRARY")"
    echo "$CC $CFLAGS" >"$OBJECTS/options"
    compile src/shim.c ""
    compile src/cpu.c ""
    compile src/aes_limit.c ""
    compile src/key_schedule.c "$AESNI"
    compile src/kernel_aesni.c "$AESNI $ORDERED"
    compile src/kernel_vaes256.c "$VAES256 $ORDERED"
    compile src/kernel_vaes512.c "$VAES512 $ORDERED"
    # shellcheck disable=SC2086  # lists of options
    "$CC" $LINK -o "$LIBRARY.new" "$OBJECTS/shim.o" "$OBJECTS/cpu.o" "$OBJECTS/aes_limit.o" "$OBJECTS/key_schedule.o" \
        "$OBJECTS/kernel_aesni.o" "$OBJECTS/kernel_vaes256.o" "$OBJECTS/kernel_vaes512.o"
    mv "$LIBRARY.new" "$LIBRARY"
}

run_program() { # name, sources…: linked against the library as users load it
    program=target/$1
    shift
    # shellcheck disable=SC2086  # lists of options
    "$CC" -std=gnu11 -O2 -Wall -Wextra -Werror $CFLAGS -Isrc -o "$program" "$@" "$LIBRARY"
    LD_LIBRARY_PATH=$(dirname "$LIBRARY") "$program"
}

case ${1:-library} in
library)
    check_platform
    build_library
    ;;
check)
    check_platform
    build_library
    run_program shim_test test/shim_test.c test/reference.c test/guarded.c test/leftovers.c
    ;;
bench)
    check_platform
    build_library
    run_program shim_bench bench/shim_bench.c
    ;;
clean)
    rm -rf target
    ;;
*)
    echo "usage: $0 [library | check | bench | clean]" >&2
    exit 2
    ;;
esac
