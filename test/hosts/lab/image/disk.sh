#!/bin/sh
# Packs the root file system into an ext4 image: disk.sh ROOT IMAGE
set -eu
root=$1
image=$2
rm -f "$image"
truncate -s 6G "$image"
mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -E lazy_itable_init=1,root_owner=0:0 -m 0 -d "$root" "$image"

size_in_image() {
  debugfs -R "stat $1" "$image" 2>/dev/null | sed -n 's/.*Size: \([0-9]*\).*/\1/p' | head -n 1
}
# stap's cache key holds the size of these directories. A packed directory may be smaller than the one that the cache was
# filled beside, and then every entry would miss.
headers=$(basename "$(readlink "$root"/lib/modules/*/build)")
for folder in /usr/share/systemtap/runtime /usr/share/systemtap/runtime/transport /usr/share/systemtap/runtime/unwind \
  /usr/share/systemtap/runtime/linux "/usr/src/$headers"; do
  wanted=$(stat -c %s "$root$folder")
  changed=$(stat -c %Y "$root$folder")
  while [ "$(size_in_image "$folder")" -lt "$wanted" ]; do
    debugfs -w -R "expand_dir $folder" "$image" >/dev/null 2>&1
    debugfs -w -R "set_inode_field $folder mtime @$changed" "$image" >/dev/null 2>&1
  done
  [ "$(size_in_image "$folder")" -eq "$wanted" ] || echo "$folder differs in size: stap will compile anew in the guest"
done
