// The POSIX sh programs that run on a target for its kernel pack: they read, they attach nothing and leave nothing.

/** Gets the rest of the program over stdin, as root where that needs no password, in mounts of its own where it may. */
export const bootstrap = `
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then exec sudo -n env LC_ALL=C sh -c "$0" "$0" "$@"; fi
elif unshare -m true 2>/dev/null; then
  exec unshare -m sh -s "$@"
fi
exec sh -s "$@"
`;

const common = String.raw`
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
release=$(uname -r)
tapset=
for folder in "$SYSTEMTAP_TAPSET" "$(dirname "$(command -v stap || echo /usr/bin/stap)")/../share/systemtap/tapset" /usr/share/systemtap/tapset; do
  if [ -d "$folder" ]; then tapset=$folder; break; fi
done
tapset_files() { (cd "$tapset" && find . -type f \( -name '*.stp' -o -name '*.stpm' \) | sort); }
tapset_hash() { [ -z "$tapset" ] || (cd "$tapset" && tapset_files | xargs cat | cksum | tr ' ' -); }
notes_hex() { od -An -v -tx1 /sys/kernel/notes 2>/dev/null | tr -d ' \n'; }
version_of() { "$@" 2>&1 | sed -n 's/^[^0-9]*\([0-9][0-9.]*[0-9]\).*/\1/p' | head -n 1; }
# SystemTap ships a script of that name, which makes headers; only the tracer answers -V with its own name.
dtrace=
for file in "$(command -v dtrace)" /usr/sbin/dtrace; do
  if [ -x "$file" ] && "$file" -V 2>&1 | grep -q '^dtrace: '; then dtrace=$file; break; fi
done
tracer_versions() {
  command -v stap >/dev/null && echo "tracer stap $(version_of stap -V)"
  command -v bpftrace >/dev/null && echo "tracer bpftrace $(version_of bpftrace --version)"
  [ -n "$dtrace" ] && echo "tracer dtrace $("$dtrace" -V 2>&1 | sed -n 's/^dtrace: [^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1)"
  :
}
facts() {
  echo "release $release"
  echo "machine $(uname -m)"
  echo "notes $(notes_hex)"
  echo "modules $(cut -d' ' -f1 /proc/modules 2>/dev/null | sort | cksum | tr ' ' -)"
  echo "tapset $(tapset_hash)"
  echo "uid $(id -u)"
  tracer_versions
}
`;

/** Prints the target's facts, a `word value` line each: what a pack is keyed by. */
export const factsProgram = whole(`${common}\nfacts`);

/**
 * Writes the pack to stdout: a line `pack FORM` (`zstd`, `gzip` or `none`), then a tar archive in that form. Its
 * arguments are the forms the client can read. Says on stderr what it is at, a `progress WHAT` line each.
 */
export const collectProgram = whole(String.raw`${common}
stage=$(mktemp -d "${'$'}{TMPDIR:-/tmp}/tracewright-pack.XXXXXX") || exit 1
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM PIPE
lacks() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$stage/missing"; }
progress() { echo "progress $1" >&2; }
absent='This kernel was built without it.'
rights='Log in as root, or allow sudo without a password.'
# Whether a file, or a folder on the way to it, is closed to us.
hidden() {
  path=$1
  until [ -e "$path" ]; do path=$(dirname "$path"); done
  [ ! -r "$path" ] || { [ -d "$path" ] && [ ! -x "$path" ]; }
}
# take NAME REMEDY FILE...: the first FILE that can be read and holds something becomes NAME.
take() {
  name=$1; remedy=$2; shift 2
  for file; do
    if [ -r "$file" ] && cat "$file" >"$stage/$name" 2>/dev/null && [ -s "$stage/$name" ]; then return 0; fi
  done
  rm -f "$stage/$name"
  if hidden "$1"; then lacks "$name" 'not readable for this user' "$rights"; else lacks "$name" 'not there' "$remedy"; fi
  return 1
}
facts >"$stage/facts"
if [ "$(id -u)" = 0 ] && [ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/1/ns/mnt)" ]; then
  # These mounts are in a namespace of our own and end with it.
  [ -e /sys/kernel/tracing/available_events ] || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
  [ -e /sys/kernel/debug/kprobes ] || mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
fi
tracing=/sys/kernel/tracing
[ -e "$tracing/available_events" ] || tracing=/sys/kernel/debug/tracing
progress 'kernel symbols'
take kallsyms "$absent" /proc/kallsyms && {
  grep -qv '^0* ' "$stage/kallsyms" || lacks kallsyms 'the addresses are hidden from this user (kptr_restrict)' "$rights"
}
take modules 'A kernel without loadable modules has none.' /proc/modules
take config 'Install the kernel package that brings it.' "/boot/config-$release" "/lib/modules/$release/config" "/lib/modules/$release/build/.config" || {
  if zcat /proc/config.gz >"$stage/config" 2>/dev/null && [ -s "$stage/config" ]; then
    grep -v '^config	' "$stage/missing" >"$stage/others"; mv "$stage/others" "$stage/missing"
  else rm -f "$stage/config"; fi
}
take notes "$absent" /sys/kernel/notes
progress 'traceable functions'
take available_filter_functions 'Needs a kernel built with DYNAMIC_FTRACE.' "$tracing/available_filter_functions"
take kprobe_blacklist 'Needs a kernel built with KPROBES and DEBUG_FS.' /sys/kernel/debug/kprobes/blacklist
take error_injection 'Needs a kernel built with FUNCTION_ERROR_INJECTION.' /sys/kernel/debug/error_injection/list
progress 'tracepoints'
take available_events 'Needs a kernel built with EVENT_TRACING.' "$tracing/available_events" && (
  cd "$tracing/events" && find . -name format | sort | sed 's/^/"/; s/$/"/' | xargs awk 'FNR == 1 { name = FILENAME; sub(/^\.\//, "", name); sub(/\/format$/, "", name); print "==> " name " <==" } 1' >"$stage/event_formats"
)
[ -s "$stage/event_formats" ] || {
  rm -f "$stage/event_formats"
  grep '^available_events	' "$stage/missing" | sed 's/^available_events/event_formats/' >"$stage/others"
  cat "$stage/others" >>"$stage/missing"; rm "$stage/others"
}
progress 'types (BTF)'
if [ -r /sys/kernel/btf/vmlinux ]; then
  mkdir "$stage/btf"
  for file in /sys/kernel/btf/*; do cat "$file" >"$stage/btf/${'$'}{file##*/}" 2>/dev/null; done
else
  lacks btf 'not there' 'Needs a kernel built with DEBUG_INFO_BTF.'
fi
take module_markers 'Only old kernels have it.' "/lib/modules/$release/build/Module.markers"
if [ -n "$tapset" ]; then
  progress 'tapsets'
  mkdir "$stage/tapset"
  (cd "$tapset" && tapset_files | tar -cf - -T - 2>/dev/null || tar -cf - .) | (cd "$stage/tapset" && tar -xf -)
else
  lacks tapset 'SystemTap is not installed' 'Install the package systemtap on the target.'
fi
if command -v stap >/dev/null; then
  progress "SystemTap's probe types"
  stap --dump-probe-types >"$stage/probe_types" 2>/dev/null
fi
[ -s "$stage/probe_types" ] || { rm -f "$stage/probe_types"; lacks probe_types 'SystemTap is not installed or did not tell' 'Install the package systemtap on the target.'; }
# dtrace -l can take minutes on a small machine; what it lists is mostly the kernel's functions, which are here already.
form=none
for can; do
  if [ "$can" = none ] || command -v "$can" >/dev/null; then form=$can; break; fi
done
progress "sending ($form)"
echo "pack $form"
case $form in zstd) pack='zstd -q -3 -c' ;; gzip) pack='gzip -1 -c' ;; *) pack=cat ;; esac
tar -C "$stage" -cf - . | $pack
`);

/** Makes the shell read all of a program before any of its commands could read the rest as its own input. */
function whole(program: string): string {
  return `{\n${program}\n} </dev/null\n`;
}
