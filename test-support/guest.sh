# SPDX-License-Identifier: Apache-2.0
# For scripts that boot Debian's kernel under QEMU's software emulation, with busybox and a few programs in memory. To be
# sourced; the caller sets $folder, a folder of its own, and writes $root/init.
root=$folder/root

# Installs what is missing, where it may: PROGRAM:PACKAGE…
need() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ]; then
    echo "${0##*/}: missing packages: ${missing[*]} (install them as root)" >&2
    exit 1
  fi
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Debian's kernel, unpacked into $folder/kernel and not installed; KERNEL_PACKAGE names a file that is there already.
unpack_kernel() {
  local package file=${KERNEL_PACKAGE:-}
  if [ -z "$file" ]; then
    package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/ { print $2; exit }')
    [ -n "$package" ] || { echo "${0##*/}: apt knows no linux-image-cloud-amd64" >&2; exit 1; }
    (cd "$folder" && apt-get download -qq "$package" >/dev/null)
    file=$(echo "$folder/$package"_*.deb)
  fi
  dpkg-deb -x "$file" "$folder/kernel"
  version=$(ls "$folder/kernel/lib/modules")
  depmod -b "$folder/kernel" "$version"
}

# A program with the libraries that it names.
copy_program() {
  local file
  for file in "$1" $(ldd "$1" | grep -o '/[^ ]*'); do
    mkdir -p "$root${file%/*}"
    cp -L "$file" "$root$file"
  done
}

# The guest's folders, busybox, and modules with what they depend on, named so that their order is that of loading.
make_root() {
  local number=100 module
  mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,mnt,modules}
  cp "$(command -v busybox)" "$root/bin/busybox"
  while read -r _ module _; do
    [ -n "$module" ] && ! compgen -G "$root/modules/*-${module##*/}" >/dev/null || continue
    cp "$module" "$root/modules/$number-${module##*/}"
    number=$((number + 1))
  done < <(for module in "$@"; do
    modprobe -d "$folder/kernel" -S "$version" --show-depends "$module" | grep '^insmod'
  done)
}

# Packs $root for the kernel.
pack_root() {
  chmod +x "$root/init"
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$folder/initrd"
}

# Boots it, with more options for QEMU; its console goes to $folder/console. At most 15 minutes.
boot() {
  timeout 900 qemu-system-x86_64 -accel tcg -cpu max -m 768 -nodefaults -display none -serial "file:$folder/console" -no-reboot \
    -kernel "$folder/kernel/boot/vmlinuz-$version" -initrd "$folder/initrd" -append "console=ttyS0 panic=-1 quiet ${append:-}" "$@" </dev/null
}
