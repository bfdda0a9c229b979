// The POSIX sh program that reads a target's kernel pack, or the parts of it that changed: it attaches nothing and leaves nothing.
import { factsFunctions, whole } from './factsProgram.ts';

/** What a visit can bring: all of the kernel, only some modules of it, the tapsets, SystemTap's kinds of probes. */
export type PackPart = 'kernel' | 'modules' | 'tapset' | 'probe_types';

/** The facts, where they are not known; without the tapset's checksum and the kernel's notes where those come themselves. */
export type VisitPart = PackPart | 'facts';

/**
 * Writes the pack to stdout: a line `pack FORM` (`zstd`, `gzip` or `none`), then tar archives in that form, one behind
 * the other. Its arguments: the forms that the client can read, `--`, the parts wanted (`VisitPart`), `--`, the modules
 * that changed. Says on stderr what it is at, a `progress WHAT` line each.
 */
export const collectProgram = whole(String.raw`${factsFunctions}
stage=$(mktemp -d "${'$'}{TMPDIR:-/tmp}/tracewright-pack.XXXXXX") || exit 1
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM PIPE
form=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  if [ -z "$form" ] && { [ "$1" = none ] || command -v "$1" >/dev/null; }; then form=$1; fi
  shift
done
form=${'$'}{form:-none}; shift
parts=
while [ $# -gt 0 ] && [ "$1" != -- ]; do parts="$parts $1"; shift; done
[ $# = 0 ] || shift
wanted() { case "$parts " in *" $1 "*) ;; *) return 1 ;; esac; }
# Whoever gets the files can tell it too, and has time for it.
if wanted tapset; then tapset_hash() { :; }; fi
if wanted kernel; then notes_hex() { :; }; fi
# What is taken is put into one folder after the other: while the next is filled, the last is sent.
mkdir "$stage/1" "$stage/2" "$stage/3" "$stage/4"
round=1 batch=$stage/1 sending=
lacks() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$stage/missing"; }
progress() { echo "progress $1" >&2; }
absent='This kernel was built without it.'
install='Install the package systemtap on the target.'
rights='Log in as root, or allow sudo without a password.'
# Whether a file, or a folder on the way to it, is closed to us.
hidden() {
  path=$1
  until [ -e "${'$'}{path:=/}" ]; do path=${'$'}{path%/*}; done
  [ ! -r "$path" ] || { [ -d "$path" ] && [ ! -x "$path" ]; }
}
# take NAME REMEDY FILE...: the first FILE that can be read and holds something becomes NAME.
take() {
  name=$1; remedy=$2; shift 2
  for file; do
    if [ -r "$file" ] && cat "$file" >"$batch/$name" 2>/dev/null && [ -s "$batch/$name" ]; then return 0; fi
  done
  rm -f "$batch/$name"
  if hidden "$1"; then lacks "$name" 'not readable for this user' "$rights"; else lacks "$name" 'not there' "$remedy"; fi
  return 1
}
# Links are sent as what they lead to.
archive() (
  cd "$1" && set -- ./* && [ -e "$1" ] && tar -chf - "$@"
)
# Sends what was taken so far, behind what was sent before, while the next is read.
send() {
  [ -z "$sending" ] || wait "$sending"
  archive "$batch" &
  sending=$!
  round=$((round + 1)) batch=$stage/$round
}
# Puts the formats that come on stdin, as paths below the events, behind each other.
event_formats() (
  cd "$tracing/events" && xargs awk 'FNR == 1 { name = FILENAME; sub(/^\.\//, "", name); sub(/\/format$/, "", name); print "==> " name " <==" } 1' /dev/null >"$batch/event_formats"
)
# Where addresses are hidden, all are 0. Among the first of any kernel are some that are not.
has_addresses() {
  count=0
  while [ $count -lt 500 ] && read -r address _; do
    case $address in *[!0]*) return 0 ;; esac
    count=$((count + 1))
  done <"$batch/kallsyms"
  return 1
}
take_kernel() {
  progress 'kernel symbols'
  take kallsyms "$absent" /proc/kallsyms && {
    has_addresses || lacks kallsyms 'the addresses are hidden from this user (kptr_restrict)' "$rights"
  }
  take modules 'A kernel without loadable modules has none.' /proc/modules
  take config 'Install the kernel package that brings it.' "/boot/config-$release" "/lib/modules/$release/config" "/lib/modules/$release/build/.config" || {
    if zcat /proc/config.gz >"$batch/config" 2>/dev/null && [ -s "$batch/config" ]; then
      grep -v '^config	' "$stage/missing" >"$stage/others"; mv "$stage/others" "$stage/missing"
    else rm -f "$batch/config"; fi
  }
  take notes "$absent" /sys/kernel/notes
  send
  progress 'traceable functions'
  take available_filter_functions 'Needs a kernel built with DYNAMIC_FTRACE.' "$tracing/available_filter_functions"
  take kprobe_blacklist 'Needs a kernel built with KPROBES and DEBUG_FS.' /sys/kernel/debug/kprobes/blacklist
  take error_injection 'Needs a kernel built with FUNCTION_ERROR_INJECTION.' /sys/kernel/debug/error_injection/list
  send
  progress 'tracepoints'
  take available_events 'Needs a kernel built with EVENT_TRACING.' "$tracing/available_events" && (
    cd "$tracing/events" && find . -name format | sort | event_formats
  )
  cat "$tracing/set_event" >"$batch/enabled_events" 2>/dev/null
  [ -s "$batch/event_formats" ] || {
    rm -f "$batch/event_formats"
    grep '^available_events	' "$stage/missing" | sed 's/^available_events/event_formats/' >"$stage/others"
    cat "$stage/others" >>"$stage/missing"; rm "$stage/others"
  }
  send
  progress 'types (BTF)'
  if [ -r /sys/kernel/btf/vmlinux ]; then
    ln -s /sys/kernel/btf "$batch/btf"
  else
    lacks btf 'not there' 'Needs a kernel built with DEBUG_INFO_BTF.'
  fi
  take module_markers 'Only old kernels have it.' "/lib/modules/$release/build/Module.markers"
}
# lines_of FILE NAME MODULE...: the lines that name one of the modules in brackets.
lines_of() {
  file=$1 name=$2; shift 2
  [ ! -r "$file" ] || awk -v list="$*" 'BEGIN { n = split(list, names, " "); for (i = 1; i <= n; i++) wanted["[" names[i] "]"] } { for (i = NF; i > 1; i--) if ($i in wanted) { print; next } }' "$file" >"$batch/$name"
}
# Only what belongs to the modules named, and the lists that tell which there are.
take_modules() {
  progress "modules: $*"
  cat /proc/modules >"$batch/modules"
  cat "$tracing/available_events" >"$batch/available_events" 2>/dev/null
  cat "$tracing/set_event" >"$batch/enabled_events" 2>/dev/null
  [ $# = 0 ] && return
  lines_of /proc/kallsyms kallsyms "$@"
  lines_of "$tracing/available_filter_functions" available_filter_functions "$@"
  lines_of /sys/kernel/debug/kprobes/blacklist kprobe_blacklist "$@"
  lines_of /sys/kernel/debug/error_injection/list error_injection "$@"
  # A module's events go by the names of its tracepoints.
  sed -n 's/^[^ ]* . __trace\(point\|iter\)_\([^	]*\)	.*/\2/p' "$batch/kallsyms" | sort -u | while read -r event; do
    for folder in "$tracing"/events/*/"$event"; do [ ! -e "$folder/format" ] || echo "./${'$'}{folder#"$tracing/events/"}/format"; done
  done | event_formats
  mkdir "$batch/btf"
  for module; do cat "/sys/kernel/btf/$module" >"$batch/btf/$module" 2>/dev/null || rm -f "$batch/btf/$module"; done
}
if [ "$uid" = 0 ] && ! [ /proc/self/ns/mnt -ef /proc/1/ns/mnt ]; then
  # These mounts are in a namespace of our own and end with it.
  [ -e /sys/kernel/tracing/available_events ] || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
  [ -e /sys/kernel/debug/kprobes ] || mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
fi
tracing=/sys/kernel/tracing
[ -e "$tracing/available_events" ] || tracing=/sys/kernel/debug/tracing
case $form in zstd) pack='zstd -q -3 -c' ;; gzip) pack='gzip -1 -c' ;; *) pack=cat ;; esac
echo "pack $form"
# What is slow to come goes last, behind the rest; a reader takes the archives as one.
{
  if wanted facts; then facts >"$stage/facts" & fi
  if wanted probe_types; then stap --dump-probe-types >"$stage/probe_types" 2>/dev/null & fi
  if wanted kernel; then take_kernel; fi
  if wanted modules; then take_modules "$@"; fi
  progress 'sending what was read'
  send
  # Nothing else may write into what is being sent.
  wait "$sending"
  if wanted tapset; then
    if [ -z "$tapset" ]; then lacks tapset 'SystemTap is not installed' "$install"
    else
      mkdir "$stage/links" && ln -s "$tapset" "$stage/links/tapset"
      (cd "$stage/links" && find -H ./tapset -type f \( -name '*.stp' -o -name '*.stpm' \) | tar -chf - -T -)
    fi
  fi
  wait
  if wanted probe_types && [ ! -s "$stage/probe_types" ]; then
    rm -f "$stage/probe_types"; lacks probe_types 'SystemTap is not installed or did not tell' "$install"
  fi
  set --
  for name in facts missing probe_types; do [ ! -e "$stage/$name" ] || set -- "$@" "./$name"; done
  [ $# = 0 ] || (cd "$stage" && tar -chf - "$@")
} | $pack
`);
