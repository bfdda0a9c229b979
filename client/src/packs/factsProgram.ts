// The POSIX sh program that tells what a target's kernel pack is keyed by, and what all such programs begin with.

/** Gets the rest of the program over stdin, as root where that needs no password, in mounts of its own where it lacks some and may. */
export const bootstrap = `
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then exec sudo -n env LC_ALL=C sh -c "$0" "$0" "$@"; fi
elif { [ ! -e /sys/kernel/tracing/available_events ] || [ ! -e /sys/kernel/debug/kprobes ]; } && unshare -m true 2>/dev/null; then
  exec unshare -m sh -s "$@"
fi
exec sh -s "$@"
`;

/** Defines `facts`. What takes long is asked side by side; a process is not started where the shell can do without: most of the time goes into those. */
export const factsFunctions = String.raw`
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
uid=$(id -u)
read -r release 2>/dev/null </proc/sys/kernel/osrelease || release=$(uname -r)
stap=$(command -v stap || echo /usr/bin/stap)
tapset=
for folder in "$SYSTEMTAP_TAPSET" "${'$'}{stap%/*}/../share/systemtap/tapset" /usr/share/systemtap/tapset; do
  if [ -d "$folder" ]; then tapset=$folder; break; fi
done
tapset_files() { (cd "$tapset" && find . -type f \( -name '*.stp' -o -name '*.stpm' \) | sort); }
tapset_hash() { [ -z "$tapset" ] || (cd "$tapset" && tapset_files | xargs cat | cksum | tr ' ' -); }
notes_hex() { od -An -v -tx1 /sys/kernel/notes 2>/dev/null | tr -d ' \n'; }
# The first number that a text has, as far as it goes.
version_in() {
  version=${'$'}{1#"${'$'}{1%%[0-9]*}"}
  version=${'$'}{version%%[!0-9.]*}
  version=${'$'}{version%.}
}
tell_version() {
  command -v "$1" >/dev/null || return
  version_in "$("$@" 2>&1)"
  echo "tracer $1 $version"
}
# SystemTap ships a script of that name, which makes headers; only the tracer answers -V with its own name.
dtrace_version() {
  for file in "$(command -v dtrace)" /usr/sbin/dtrace; do
    [ -x "$file" ] || continue
    said=$("$file" -V 2>&1)
    case $said in dtrace:*) version_in "${'$'}{said%%"$newline"*}" ;; *) version= ;; esac
    if [ -n "$version" ]; then echo "tracer dtrace $version"; break; fi
  done
}
newline='
'
# A module is the same one as long as its size and its build-id are: kernel developers load theirs again and again.
# Those of SystemTap's runs come and go, and nobody probes them.
module_identities() {
  { cat /proc/modules; cd /sys/module && cksum */notes/.note.gnu.build-id; } 2>/dev/null |
    awk 'NF == 3 { id = $1; name = $3; sub(/\/.*/, "", name) } NF > 3 { name = $1; id = $2 } name !~ /^stap_/ { of[name] = of[name] "-" id } END { for (name in of) print "module", name, substr(of[name], 2) }'
}
facts() {
  tell_version bpftrace --version &
  tell_version stap -V &
  dtrace_version &
  echo "tapset $(tapset_hash)" &
  echo "release $release"
  echo "machine $(uname -m)"
  echo "notes $(notes_hex)"
  echo "uid $uid"
  module_identities
  wait
}
`;

/** Prints the target's facts, a `word value` line each, in no order. */
export const factsProgram = whole(`${factsFunctions}\nfacts`);

/** Makes the shell read all of a program before any of its commands could read the rest as its own input. */
export function whole(program: string): string {
  return `{\n${program}\n} </dev/null\n`;
}
