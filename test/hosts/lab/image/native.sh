#!/bin/sh
# Runs a program in the lab's root file system at this machine's speed: native.sh ROOT SHARED PROGRAM…
# SHARED is seen as /mnt. Mounts are private to it, nothing stays mounted.
set -eu
export ROOT="$1" SHARED="$2"
shift 2
exec unshare --mount sh -c '
  mount -t tmpfs -o mode=1777 tmp "$ROOT/tmp" && mount --bind "$SHARED" "$ROOT/mnt" &&
  mount -t proc proc "$ROOT/proc" && mount --rbind /dev "$ROOT/dev" && mount --rbind /sys "$ROOT/sys" &&
  exec chroot "$ROOT" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"' sh "$@"
