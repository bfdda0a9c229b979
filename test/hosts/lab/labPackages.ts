// Debian packages with which the lab is built and its guests are run.

export const labPackages: readonly string[] = [
  'qemu-system-x86',
  'qemu-utils',
  'mmdebstrap',
  'e2fsprogs',
  'cpio',
  'zstd',
  'xz-utils',
  'openssh-client',
];
