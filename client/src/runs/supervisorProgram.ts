// The supervisor: the POSIX sh program that owns a run on the target, kept as text so that it travels with any bundle.
import { attachFunctions } from './attachProgram.ts';

/**
 * Runs under dash and busybox ash with `dd`, `wc`, `tail`, `mkfifo`, `sleep` and `rm`; no compiler, no Python.
 *
 * It lives in the run's folder (mode 0700) next to the script; whoever reads it into a shell of theirs says that folder in `$dir`. Its modes:
 * - `start CLIENT GRACE KEEP BOUND LIMIT LADDER ABOUT UNPACKS [NAME=VALUE…] ARGV…` begins the run and attaches to it,
 * - `attach CLIENT begin|claim|resume OUT ERR LOG [UNPACKS]` streams the output from these byte offsets and takes commands on stdin; UNPACKS: by what
 *   programs' names it may be packed, with blanks between,
 * - `supervise …` is the run itself, in a session of its own that no connection can take down,
 * - `remove` stops the run if it still goes and takes its folder away.
 *
 * Streams are `o` (stdout), `e` (stderr) and `l` (the supervisor's log). A segment `o.N` holds the bytes from offset N - 10^15 on;
 * the constant keeps the names equally long, so that they sort by offset. What `attach` writes: `frames.ts`.
 */
export const supervisorProgram = String.raw`# Tracewright's supervisor of one run. It ends by itself; "sh THIS remove" ends it now.
set -u
mask=$(umask)
umask 077
case $0 in */supervisor) dir=${'$'}{0%/*} ;; esac
base=1000000000000000

# Becomes a program in a session of its own; to be called in a subshell.
session() {
  if command -v setsid >/dev/null 2>&1; then exec setsid "$@"
  elif command -v busybox >/dev/null 2>&1; then exec busybox setsid "$@"
  elif command -v perl >/dev/null 2>&1; then exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV; exit 127' -- "$@"
  elif command -v python3 >/dev/null 2>&1; then exec python3 -c 'import os, sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])' "$@"
  fi
  say 'end failed 127'
  : >"$dir/ended"
}

# The same, with tracefs where the target has none mounted: in a mount namespace that ends with the run.
traced_session() {
  if [ ! -e /sys/kernel/tracing/available_events ] && [ ! -e /sys/kernel/debug/tracing/available_events ] &&
    [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    session unshare -m sh -c 'mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null; exec "$@"' sh "$@"
  else
    session "$@"
  fi
}

say() { printf '%s\n' "$*" >>"$dir/l.$base"; }

# The clock that no one sets: whole seconds since boot in $up.
uptime() { read -r up _ </proc/uptime; up=${'$'}{up%%.*}; }

# Sleeps for milliseconds, rounded up to seconds where sleep knows no fractions.
nap() {
  rest=$(($1 % 1000 + 1000))
  sleep "$(($1 / 1000)).${'$'}{rest#1}" 2>/dev/null || sleep $((($1 + 999) / 1000))
}

# Sends words to the supervisor in MILLISECONDS.
after() { (nap "$1"; printf '%s\n' "$2" >&6) & }

group_is_alive() { kill -s 0 -- "-$1" 2>/dev/null; }

# Whether the run still has its supervisor; a dead one that nobody reaped has no command line.
is_supervised() { is_alive supervisor.pid; }

is_alive() { # file with a process id of the supervisor's
  words=
  read -r process 2>/dev/null <"$dir/$1" || return 1
  read -r words 2>/dev/null <"/proc/$process/cmdline"
  case $words in *"$dir"*) return 0 ;; *) return 1 ;; esac
}

# Whether a process belongs to the tracer's session and is no zombie.
is_of_run() {
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  set -- ${'$'}{stat##*)}
  [ "$4" = "$tracer" ] && [ "$1" != Z ] && [ "$1" != X ]
}

# Copies stdin into segments: long ones, as each costs some processes. Past the bound the oldest go. Never lets the tracer wait for a client.
pump() { # stream, bound in bytes
  at=$base
  reads=$(($2 / 16 / 65536))
  [ "$reads" -le 256 ] || reads=256
  [ "$reads" -ge 8 ] || reads=8
  while :; do
    if ! dd bs=65536 count="$reads" of="$dir/$1.$at" 2>/dev/null; then
      rm -f "$dir/reserve"
      printf 'full\n' 1<>"$dir/control"
      cat >/dev/null
      break
    fi
    size=$(wc -c <"$dir/$1.$at")
    [ "$size" -gt 0 ] || break
    at=$((at + size))
    : >"$dir/$1.$at"
    # Before a client hears of the first output: whoever kills what wrote it then must not hide whose its module is.
    if [ "$1" = o ] && [ "$at" -eq $((base + size)) ] && read -r tracer 2>/dev/null <"$dir/tracer"; then note_modules; fi
    say "turn $1 $((at - base))"
    for segment in "$dir/$1."1*; do
      [ $((at - ${'$'}{segment##*.})) -gt "$2" ] || break
      rm -f "$segment"
    done
  done
  printf 'pumped\n' 1<>"$dir/control"
}

# Adds to $modules the kernel modules that processes of this run loaded; stap names them stap_…_PID.
note_modules() {
  recall_modules
  for module in /sys/module/stap_*; do
    module=${'$'}{module#/sys/module/}
    case " $before $modules " in *" $module "*) continue ;; esac
    if is_of_run "${'$'}{module##*_}"; then
      modules="$modules $module"
      say "module $module"
      printf '%s\n' "$modules" >"$dir/modules"
    fi
  done
}

# Another process of the supervisor may have noted some.
recall_modules() { [ ! -s "$dir/modules" ] || { read -r modules <"$dir/modules"; modules=" $modules"; }; }

is_loaded() { [ -d "/sys/module/$1" ]; }

unload() {
  for module in $modules; do
    is_loaded "$module" || continue
    staprun -d "$module" >/dev/null 2>&1 || rmmod "$module" >/dev/null 2>&1
  done
}

count_kprobes() { kprobes=$(wc -l 2>/dev/null </sys/kernel/debug/kprobes/list); }

# Takes the next rung of the stop ladder.
climb() {
  if [ ! -s "$dir/tracer" ]; then after 200 climb; return; fi
  read -r tracer <"$dir/tracer"
  note_modules
  [ -n "$programs" ] || programs=$(cat "/proc/$tracer/fdinfo/"* 2>/dev/null | grep -c '^prog_id:')
  set -- $ladder
  if [ $# -lt 2 ]; then say "stuck $tracer"; return; fi
  rung=$((rung + 1))
  say "rung $1"
  case $1 in
    unload) unload ;;
    *) kill -s "$1" -- "-$tracer" 2>/dev/null ;;
  esac
  after "$2" "climb $rung"
  shift 2
  ladder="$*"
}

stop_because() {
  [ "$how" = finished ] || return 0
  how=$1
  climb
}

# Reads what happens and acts on it until the tracer is gone and all it wrote is in segments.
watch() {
  # $$ is the supervisor's also here; the one that reads is this process itself.
  read -r self _ </proc/self/stat
  printf '%s\n' "$self" >"$dir/watch.pid"
  uptime
  seen=$up
  tick=$((grace / 4))
  [ "$tick" -ge 1 ] || tick=1
  [ "$tick" -le 5 ] || tick=5
  (while nap $((tick * 1000)); do printf 'tick\n' >&6; done) &
  [ "$limit" -eq 0 ] || after "$limit" 'limit reached 0'
  limits=0 pumps=0
  while read -r word first second <&6; do
    case $word in
      tick)
        uptime
        read -r renewed <"$dir/lease" || renewed=$up
        # A machine that was suspended or starved gives its client the time back.
        late=$((up - seen - tick))
        [ "$late" -le 2 ] || { renewed=$((renewed + late)); printf '%s\n' "$renewed" >"$dir/lease"; }
        seen=$up
        [ -n "$code" ] || [ ! -s "$dir/tracer" ] || { read -r tracer <"$dir/tracer"; note_modules; }
        [ $((up - renewed)) -le "$grace" ] || stop_because lease
        # The folder was taken away by force.
        [ -d "$dir" ] || kill -s KILL -- "-$$"
        if ! is_supervised; then
          stop_because failed
          # Who would have told of the tracer's end is no more.
          [ "$tracer" -eq 0 ] || group_is_alive "$tracer" || { code=137; break; }
        fi ;;
      note) [ ! -s "$dir/tracer" ] || { read -r tracer <"$dir/tracer"; note_modules; } ;;
      stop) stop_because stopped ;;
      output) stop_because output ;;
      full) stop_because full ;;
      limit)
        if [ "$first" = reached ]; then
          [ "$second" != "$limits" ] || stop_because limit
        else
          limits=$((limits + 1))
          say limited
          after "$first" "limit reached $limits"
        fi ;;
      bye) : >"$dir/bye" ;;
      pumped) pumps=$((pumps + 1)) ;;
      climb) [ -n "$code" ] || [ "${'$'}{first:-$rung}" != "$rung" ] || climb ;;
      exited) code=$first; break ;;
    esac
  done
  say "exited $code"
  read -r tracer <"$dir/tracer" || tracer=0
  # Children that outlived the tracer would hold its pipes and its probes.
  if group_is_alive "$tracer"; then
    kill -s TERM -- "-$tracer" 2>/dev/null
    for wait in 1 2 3 4 5 6 7 8 9 10; do group_is_alive "$tracer" && nap 200; done
    kill -s KILL -- "-$tracer" 2>/dev/null
  fi
  after 5000 dry
  while [ "$pumps" -lt 2 ] && read -r word _ <&6; do
    case $word in
      pumped) pumps=$((pumps + 1)) ;;
      full) [ "$how" != finished ] || how=full ;;
      bye) : >"$dir/bye" ;;
      dry) say dry; pumps=2 ;;
    esac
  done
  prove
  printf '%s %s\n' "$how" "$code" >"$dir/ended"
  say "end $how $code"
  is_supervised || leave
}

# Keeps what was not fetched for a while, then goes without a trace.
leave() {
  after $((keep * 1000)) bye
  while [ ! -e "$dir/bye" ] && read -r word _ <&6 && [ "$word" != bye ]; do :; done
  rm -rf "$dir"
  trap '' TERM
  kill -s TERM -- "-$$"
}

# Puts back what was changed on the machine to meter the run; whoever comes later finds it done and changes nothing.
undo() {
  undone=
  : >"$dir/done"
  [ ! -e "$dir/undo" ] || undone=$(sh "$dir/undo" 2>/dev/null)
}

# Says what shows that the kernel holds nothing of the run.
prove() {
  undo
  recall_modules
  for wait in 1 2 3 4 5; do
    left=
    for module in $modules; do ! is_loaded "$module" || left="$left $module"; done
    [ -n "$left" ] || break
    unload
    nap 300
  done
  members=
  if group_is_alive "$tracer"; then
    for process in /proc/[0-9]*; do is_of_run "${'$'}{process#/proc/}" && members="$members ${'$'}{process#/proc/}"; done
  fi
  if [ -n "$left$members" ]; then
    [ -z "$left" ] || say "unproven module$left is still in /proc/modules"
    [ -z "$members" ] || say "unproven process$members is still alive"
    return
  fi
  proof="no process of session $tracer is left"
  [ -z "$modules" ] || proof="$proof; /proc/modules no longer has$modules"
  [ "${'$'}{programs:-0}" -eq 0 ] || proof="$proof, and so none of its BPF programs ($programs)"
  kprobes_before=$kprobes
  count_kprobes
  [ -z "$kprobes" ] || [ "$kprobes" != "$kprobes_before" ] || proof="$proof; kprobes/list is as before ($kprobes)"
  [ -z "$undone" ] || proof="$proof; $undone"
  say "proof $proof"
}

# The words NAME=VALUE before the command line go into its environment, without the process that env would be.
tracer_start='echo $$ >"$0/tracer"
while case $1 in [!/]*=*) ;; *) false ;; esac; do export "$1"; shift; done
exec "$@"'

# Only stands between: the supervisor ends it, and so is no child of anything that belongs to a connection.
launch() {
  read -r launcher _ </proc/self/stat
  (traced_session sh "$dir/supervisor" supervise "$launcher" "$@")
  :
}

supervise() {
  launcher=$1 grace=$2 keep=$3 bound=$4 limit=$5 ladder=$6
  shift 6
  printf '%s\n' "$$" >"$dir/supervisor.pid"
  [ "$PPID" != "$launcher" ] || kill -s PIPE "$launcher"
  exec 6<>"$dir/control"
  modules= before=$(cd /sys/module && echo stap_*) programs= tracer=0 code= how=finished rung=0 kprobes=
  read -r kprobes <"$dir/kprobes"
  pump o $((bound / 8 * 7)) <"$dir/o.pipe" &
  pump e $((bound / 8)) <"$dir/e.pipe" &
  watch &
  watcher=$!
  # In the foreground: a background command of sh would ignore SIGINT, and so would the tracer.
  (umask "$mask"; session sh -c "$tracer_start" "$dir" "$@") </dev/null >"$dir/o.pipe" 2>"$dir/e.pipe" 6>&-
  printf 'exited %s\n' "$?" >&6
  wait "$watcher"
  leave
}

${attachFunctions}

case $1 in
  start)
    client=$2 about=$8 unpacks=$9
    shift 2
    # A client that lost its connection here says start again and must not get a second run.
    if ! (set -C; : >"$dir/started") 2>/dev/null; then
      (session sh "$dir/supervisor" attach "$client" resume 0 0 0 "$unpacks")
      exit
    fi
    for stream in o e l; do : >"$dir/$stream.$base"; done
    uptime
    printf '%s\n' "$up" >"$dir/lease"
    printf '%s\n' "$client" >"$dir/owner"
    printf '%s\n' "$about" >"$dir/about"
    # Side by side, as a slow machine takes long to start a process.
    { count_kprobes; printf '%s\n' "$kprobes" >"$dir/kprobes"; } &
    mkfifo "$dir/control" "$dir/wake" "$dir/o.pipe" "$dir/e.pipe"
    wait
    exec 3<&0
    # A pipeline, as its members keep SIGINT where a background command would lose it.
    (grace=$1 keep=$2 bound=$3 limit=$4 ladder=$5; shift 7; umask "$mask"
      launch "$grace" "$keep" "$bound" "$limit" "$ladder" "$@") </dev/null >/dev/null 2>"$dir/errors" 3<&- |
      (session sh "$dir/supervisor" attach "$client" begin 0 0 0 "$unpacks") <&3 ;;
  attach)
    shift
    attach "$@" ;;
  # The same in a session of its own, so that its processes can be ended together.
  reattach)
    shift
    (session sh "$dir/supervisor" attach "$@") ;;
  supervise)
    shift
    supervise "$@" ;;
  remove)
    if is_supervised; then
      printf 'stop\nbye\n' 1<>"$dir/control"
      tries=0
      while [ -d "$dir" ] && [ $tries -lt 200 ]; do nap 300; tries=$((tries + 1)); done
      [ ! -d "$dir" ]
    else
      modules= before= programs= kprobes=
      read -r modules 2>/dev/null <"$dir/modules"
      if read -r tracer 2>/dev/null <"$dir/tracer" && group_is_alive "$tracer"; then
        for signal in INT TERM KILL; do
          kill -s $signal -- "-$tracer" 2>/dev/null
          for wait in 1 2 3 4 5 6 7 8 9 10; do group_is_alive "$tracer" && nap 300; done
        done
      fi
      unload
      undo
      # What is left of the supervisor has seen nothing of it.
      for process in /proc/[0-9]*; do
        words=
        read -r words 2>/dev/null <"$process/cmdline"
        case $words in *"$dir/supervisor"supervise*) kill -s KILL "${'$'}{process#/proc/}" 2>/dev/null ;; esac
      done
      rm -rf "$dir"
    fi ;;
esac
`;
