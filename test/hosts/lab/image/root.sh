#!/bin/sh
# Makes the lab's root file system, kernel and keys in an empty folder: root.sh FOLDER MIRROR
# Debian forky's userland (the newest tracers) on trixie's 6.12 cloud kernel: the newest that dtrace 2.0.7 compiles against.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
mirror=$2
root=$out/root
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# An apt of its own, with its state in the folder, so that the machine's package lists stay as they are.
apt_trixie() {
  command=$1
  shift
  "$command" -q -o Dir::Etc::SourceList="$out/apt/sources" -o Dir::Etc::SourceParts=/dev/null -o Dir::State="$out/apt" \
    -o Dir::State::status="$out/apt/status" -o Dir::Cache="$out/apt/cache" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false "$@"
}

echo "asking the Debian mirror for its kernels"
mkdir -p "$out/apt/lists/partial" "$out/apt/cache/archives/partial"
: >"$out/apt/status"
echo "deb [signed-by=$keyring] $mirror trixie main" >"$out/apt/sources"
apt_trixie apt-get update >"$out/apt.log" 2>&1 || { cat "$out/apt.log" >&2; exit 1; }
release=$(apt_trixie apt-cache show linux-image-cloud-amd64 | sed -n 's/^Depends: linux-image-\([^ ,]*\).*/\1/p' | head -n 1)
echo "$release" >"$out/release"

echo "bringing the kernel's debug information (320 MB) beside the packages"
(cd "$out/apt" && apt_trixie apt-get download "linux-image-$release-dbg" >"$out/debug.log" 2>&1) &
download=$!

echo "making the root file system with kernel $release"
packages="linux-image-$release,linux-headers-$release,systemtap,systemtap-runtime,systemtap-sdt-dev,bpftrace,dtrace,libdtrace2"
packages="$packages,gcc,make,libc6-dev,binutils,openssh-server,passwd,mount,util-linux,sudo,kmod,iproute2,procps,hostname"
packages="$packages,busybox-static,tini,libpam-modules,xz-utils"
# A mirror may be a copy of some date past, whose signatures are good and whose time is over.
# The guest boots through an initramfs of our own; the packages' documentation is a third of the files.
mmdebstrap --mode=root --variant=essential --format=directory \
  --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Valid-Until "false"' \
  --dpkgopt='force-unsafe-io' --dpkgopt='force-confold' --dpkgopt='force-confdef' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --setup-hook='mkdir -p "$1/etc/initramfs-tools"' \
  --setup-hook='echo update_initramfs=no >"$1/etc/initramfs-tools/update-initramfs.conf"' \
  --include="$packages" forky "$root" "deb [signed-by=$keyring] $mirror forky main" "deb [signed-by=$keyring] $mirror trixie main" \
  >"$out/mmdebstrap.log" 2>&1 || { tail -n 20 "$out/mmdebstrap.log" >&2; exit 1; }

echo "setting up users and services"
for group in stapusr stapsys stapdev; do
  chroot "$root" getent group "$group" >/dev/null || chroot "$root" groupadd -r "$group"
done
chroot "$root" useradd -m -s /bin/bash -G stapdev,stapusr,stapsys dev
chroot "$root" useradd -m -s /bin/bash -G stapusr usr
chroot "$root" useradd -m -s /bin/bash plain
for user in root dev usr plain; do echo "$user:$user-pass" | chroot "$root" chpasswd; done
echo 'dev ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/dev"
chmod 440 "$root/etc/sudoers.d/dev"
ssh-keygen -q -t ed25519 -N '' -C lab-user -f "$out/user_key"
ssh-keygen -q -t ed25519 -N '' -C lab-host -f "$out/host_key"
for home in root home/dev home/usr home/plain; do
  install -d -m 700 "$root/$home/.ssh"
  install -m 600 "$out/user_key.pub" "$root/$home/.ssh/authorized_keys"
done
for user in dev usr plain; do chroot "$root" chown -R "$user:$user" "/home/$user/.ssh"; done
rm -f "$root"/etc/ssh/ssh_host_*
install -m 600 "$out/host_key" "$root/etc/ssh/ssh_host_ed25519_key"
install -m 644 "$here/sshd_config" "$root/etc/ssh/sshd_config"
install -m 644 "$here/sshd.pam" "$root/etc/pam.d/sshd"
install -m 755 "$here/init.sh" "$root/sbin/lab-init"
echo lab >"$root/etc/hostname"
printf '127.0.0.1 localhost\n10.0.2.15 lab\n' >"$root/etc/hosts"
echo '/dev/vda / ext4 rw,noatime 0 1' >"$root/etc/fstab"

echo "making the initramfs"
chroot "$root" depmod "$release"
ramfs=$out/initramfs
mkdir -p "$ramfs/bin" "$ramfs/dev" "$ramfs/proc" "$ramfs/sys" "$ramfs/mnt" "$ramfs/modules"
cp "$root/bin/busybox" "$ramfs/bin/"
for applet in sh mount insmod switch_root sleep; do ln -s busybox "$ramfs/bin/$applet"; done
install -m 755 "$here/initramfs.sh" "$ramfs/init"
for module in virtio_pci virtio_blk ext4 virtio_net virtio_rng; do
  chroot "$root" modprobe --set-version "$release" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' | while read -r file; do
  name=$(basename "$file" .xz)
  case $file in *.xz) xz -dc "$root$file" ;; *) cat "$root$file" ;; esac >"$ramfs/modules/$name"
  echo "$name" >>"$ramfs/modules/order"
done
(cd "$ramfs" && find . | cpio --quiet -o -H newc) >"$out/initrd"
cp "$root/boot/vmlinuz-$release" "$out/vmlinuz"

echo "unpacking the kernel's debug information"
wait "$download" || { cat "$out/debug.log" >&2; exit 1; }
vmlinux=usr/lib/debug/boot/vmlinux-$release
dpkg-deb --fsys-tarfile "$out/apt/linux-image-$release-dbg"_*.deb | tar -x -C "$root" "./$vmlinux"
# Debian's System.map is a stub; stap's kprobe.function wants the real one.
chroot "$root" nm -n "/$vmlinux" | grep -vE ' [aNUw] ' >"$root/boot/System.map-$release"

rm -rf "$out/apt" "$ramfs" "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/boot/initrd*
