// The relay: the POSIX sh program that clush starts on each host of a fleet, so that programs on it can be talked to one by one.

/** Ends the program on the stream that `relayStart` reads. */
export const endOfRelay = '# end of the relay';

/**
 * What clush is given to start: it reads the relay off its standard input, byte by byte, and leaves the rest to it. clush gives every host
 * the same input, so each line of that names whom it is for.
 */
export const relayStart: readonly string[] = [
  'sh',
  '-c',
  'eval "$(while IFS= read -r line && [ "$line" != "$0" ]; do printf "%s\\n" "$line"; done)"',
  endOfRelay,
];

/**
 * It says `hello TOKEN` once. Lines to it begin with the hosts' numbers (`3,5`), or with `*` for all of them:
 *
 * - `* name TOKEN HOST` gives the relay of that token its number,
 * - `* blob NAME BASE64` keeps bytes that several lines name,
 * - `HOSTS spawn N PIECES` starts the program whose shell line the pieces make, as number N,
 * - `HOSTS in N PIECES` writes to its standard input, `HOSTS eof N` closes that, `HOSTS kill N` lets go of the program,
 * - `HOSTS bye` ends the relay, and so does the end of its input. Runs go on: they belong to their supervisors.
 *
 * A piece is base64, or `@NAME` of a blob. It answers `N o BASE64` and `N e BASE64` (output) and `N x CODE` (the end), in lines that
 * a pipe takes whole (4096 bytes), so that those of several programs never mix.
 */
export const relayProgram = String.raw`set -u
mask=$(umask)
umask 077
dir=$(mktemp -d "/tmp/tracewright-relay-XXXXXX") || exit
token=$$.${'$'}{dir##*-} host=unnamed
command -v base64 >/dev/null || { echo 'base64 is not installed' >&2; rm -rf "$dir"; exit 1; }
mkfifo "$dir/out"
cat <"$dir/out" 2>/dev/null &
writer=$!
exec 3<>"$dir/out" 5<&0 </dev/null >/dev/null
printf 'hello %s\n' "$token" >&3
exec 2>/dev/null

decode() { # pieces
  for piece in "$@"; do
    case $piece in
      @*) cat "$dir/blob.${'$'}{piece#@}" ;;
      *) printf '%s' "$piece" | base64 -d ;;
    esac
  done
}

encode() { # program, stream
  while :; do
    lines=$(dd bs=49152 count=1 2>/dev/null | base64 -w 3800)
    [ -n "$lines" ] && [ -e "$dir/$1.ctl" ] || break
    for line in $lines; do printf '%s %s %s\n' "$1" "$2" "$line" >&3; done
  done
}

feed() { # program
  while read -r word pieces && [ "$word" = in ]; do decode $pieces; done <&6
}

program() { # number
  {
    feed "$1" 3>&- 4>&- | {
      exec 6<&-
      (umask "$mask"; exec sh "$dir/$1.sh" 3>&- 4>&-)
      printf '%s\n' "$?" >"$dir/$1.code"
      printf 'eof\n' 1<>"$dir/$1.ctl"
    } 2>&1 >&4 4>&- | encode "$1" e 4>&- 6<&-
  } 4>&1 | encode "$1" o 6<&-
  read -r code <"$dir/$1.code" || code=255
  printf '%s x %s\n' "$1" "$code" >&3
  rm -f "$dir/$1".*
  rmdir "$dir" 2>/dev/null
}

# Pipelines, as a background command of sh ignores SIGINT, and so would each tracer that is to be stopped by it.
serve() {
  while read -r to word number pieces <&5; do
    case ,$to, in *,"$host",* | ,'*',) ;; *) continue ;; esac
    case $word in
      name) [ "$number" != "$token" ] || host=$pieces ;;
      blob) printf '%s' "$pieces" | base64 -d >"$dir/blob.$number" ;;
      spawn)
        { printf 'exec '; decode $pieces; } >"$dir/$number.sh"
        mkfifo "$dir/$number.ctl"
        # Held open from here to where it is read, as what nobody has open is lost.
        exec 6<>"$dir/$number.ctl"
        program "$number" 5<&- | serve
        return ;;
      in | eof) [ ! -p "$dir/$number.ctl" ] || printf '%s\n' "$word $pieces" 1<>"$dir/$number.ctl" ;;
      kill) [ ! -p "$dir/$number.ctl" ] || { printf 'eof\n' 1<>"$dir/$number.ctl"; rm -f "$dir/$number.ctl"; } ;;
      bye) break ;;
    esac
  done
  for control in "$dir"/*.ctl; do [ ! -p "$control" ] || printf 'eof\n' 1<>"$control"; done
  # Again where a program that ends put a file there meanwhile.
  rm -rf "$dir" || rm -rf "$dir"
  kill -s TERM "$writer" $$
}
serve
`;
