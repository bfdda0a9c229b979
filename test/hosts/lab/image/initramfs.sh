#!/bin/sh
# First program of the guest: loads the modules of the root disk and hands over to it.
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
while read -r module; do insmod "/modules/$module"; done </modules/order
tries=0
while [ ! -b /dev/vda ] && [ "$tries" -lt 200 ]; do
  sleep 0.05
  tries=$((tries + 1))
done
mount -t ext4 -o rw,noatime /dev/vda /mnt || exec sh
for folder in dev proc sys; do mount -o move "/$folder" "/mnt/$folder"; done
exec switch_root /mnt /sbin/lab-init
