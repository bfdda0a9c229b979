// The POSIX sh program that tells what a target's kernel pack is keyed by, and what all such programs begin with.

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

/** Defines `facts`. What takes long is asked side by side. */
export const factsFunctions = String.raw`
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
dtrace_version() {
  for file in "$(command -v dtrace)" /usr/sbin/dtrace; do
    version=$([ -x "$file" ] && "$file" -V 2>&1 | sed -n 's/^dtrace: [^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1)
    if [ -n "$version" ]; then echo "tracer dtrace $version"; break; fi
  done
}
# A module is the same one as long as its size and its build-id are: kernel developers load theirs again and again.
# Those of SystemTap's runs come and go, and nobody probes them.
module_identities() {
  {
    awk '$1 !~ /^stap_/ { print $1, $2 }' /proc/modules
    cd /sys/module && cksum */notes/.note.gnu.build-id | sed -n '/ stap_/d; s|^\([0-9]*\) [0-9]* \([^/]*\)/.*|\2 \1|p'
  } 2>/dev/null | awk '{ id[$1] = id[$1] "-" $2 } END { for (name in id) print "module", name, substr(id[name], 2) }' | sort
}
facts() {
  if command -v stap >/dev/null; then echo "tracer stap $(version_of stap -V)"; fi &
  if command -v bpftrace >/dev/null; then echo "tracer bpftrace $(version_of bpftrace --version)"; fi &
  dtrace_version &
  echo "tapset $(tapset_hash)" &
  echo "release $release"
  echo "machine $(uname -m)"
  echo "notes $(notes_hex)"
  echo "uid $(id -u)"
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
