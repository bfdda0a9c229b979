// The half of the supervisor that a client is attached to: sends the streams of a run as they grow, and takes commands.

/** Defines `attach CLIENT begin|claim|resume OUT ERR LOG [UNPACKS]`; what it writes: `frames.ts`. Part of `supervisorProgram.ts`, whose functions it uses. */
export const attachFunctions = String.raw`# Takes away the segments that end at or before an offset the client has on its disk.
forget() { # stream, offset
  previous=
  for segment in "$dir/$1."1*; do
    [ $((${'$'}{segment##*.} - base)) -le "$2" ] || break
    [ -z "$previous" ] || rm -f "$previous"
    previous=$segment
  done
}

# What the client says, one command a line; its silence for ever is the end of this connection, not of the run.
listen() {
  while read -r word first second; do
    case $word in
      renew)
        uptime
        printf '%s\n' "$up" >"$dir/lease"
        [ -e "$dir/ended" ] || [ ! -e "$dir/supervisor.pid" ] || is_supervised || is_alive watch.pid ||
          { : >"$dir/ended"; say abandoned; }
        printf 'r' >&5 ;;
      ack) forget "$first" "$second" ;;
      *) printf '%s\n' "$word $first $second" >&6 ;;
    esac
    [ "$word" != bye ] || break
  done
  # The channel's end tells the client that the folder is gone.
  tries=0
  while [ "$word" = bye ] && [ -d "$dir" ] && [ $tries -lt 25 ]; do nap 100; tries=$((tries + 1)); done
  kill -s TERM -- "-$$"
}

# Has what is on its way go before what is said next.
settle() { [ -z "$sending" ] || wait "$sending"; sending=; }

# Opens on FD the segment that holds POSITION; where that one is gone, the next there is, and says the gap.
seek() { # stream, fd, position
  found=
  for segment in "$dir/$1."1*; do
    start=$((${'$'}{segment##*.} - base))
    [ -z "$found" ] || [ "$start" -le "$3" ] || break
    found=$segment at=$start
  done
  eval "exec $2<\"\$found\"" || return 1
  pos=$3
  if [ "$at" -gt "$pos" ]; then
    settle
    printf 'gap %s %s %s\n' "$1" "$pos" "$at"
    pos=$at
  elif [ "$at" -lt "$pos" ]; then
    skip=$((pos - at))
    [ "$skip" -lt 65536 ] || dd bs=65536 count=$((skip / 65536)) <&"$2" >/dev/null 2>&1
    [ $((skip % 65536)) -eq 0 ] || dd bs=$((skip % 65536)) count=1 <&"$2" >/dev/null 2>&1
  fi
  eval "at_$1=$at pos_$1=$pos"
}

# Sends what the open segment holds beyond the position. A flood is packed where it can be, as that takes less than to encrypt it all.
ship() { # stream, fd, size of the open segment
  eval "at=\$at_$1 pos=\$pos_$1"
  while [ $((at + $3)) -gt "$pos" ]; do
    size=$((at + $3 - pos))
    [ "$size" -le 16777216 ] || size=16777216
    count=$((size / 65536))
    [ "$count" -eq 0 ] || size=$((count * 65536))
    if [ "$size" -ge 1048576 ] && [ -n "$packer" ]; then
      # While the one before is on its way.
      slot=$((1 - slot))
      if ! dd bs=65536 count="$count" <&"$2" 2>/dev/null | $packer >"$dir/packed.$slot" 2>/dev/null; then
        # No room for it, most likely.
        packer=
        settle
        rm -f "$dir/packed."*
        seek "$1" "$2" "$pos"
        return
      fi
      length=$(wc -c <"$dir/packed.$slot")
      settle
      printf 'packed %s %s %s %s\n' "$1" "$pos" "$size" $length
      cat "$dir/packed.$slot" &
      sending=$!
    else
      settle
      printf 'data %s %s %s\n' "$1" "$pos" "$size"
      if [ "$count" -eq 0 ]; then dd bs="$size" count=1; else dd bs=65536 count="$count"; fi <&"$2" 2>/dev/null
    fi
    pos=$((pos + size)) moved=$((moved + size))
  done
  eval "pos_$1=$pos"
}

# Goes on to the next segment once the open one is finished and sent.
turn() { # stream, fd, whether the open segment had been taken away when it was measured
  eval "at=\$at_$1 pos=\$pos_$1"
  if [ "$pos" -gt "$at" ] && [ -e "$dir/$1.$((base + pos))" ] || [ -n "$3" ]; then
    seek "$1" "$2" "$pos" && turned=1
  fi
}

is_gone() { eval "[ -e \"\$dir/$1.\$((base + at_$1))\" ]" && gone= || gone=1; }

# Watches the ends of the streams from now on: what they grow by wakes "rest".
arm() {
  tail -c +$((pos_o - at_o + 1)) -f "$dir/o.$((base + at_o))" >&5 2>/dev/null &
  tails=$!
  tail -c +$((pos_e - at_e + 1)) -f "$dir/e.$((base + at_e))" >&5 2>/dev/null &
  tails="$tails $!"
  tail -c +$((pos_l + 1)) -f "$dir/l.$base" >&5 2>/dev/null &
  tails="$tails $!"
  since=0
}

# After a turn, and before what they bring could fill the pipe.
disarm() {
  [ -n "$tails" ] || return
  kill $tails 2>/dev/null
  wait $tails 2>/dev/null
  tails=
  # Empties the pipe. It may be full, so that the byte which keeps dd from waiting must not be waited for.
  (printf 'r' >&5) &
  dd bs=65536 count=1 <&5 >/dev/null 2>&1
  wait $! 2>/dev/null
}

# Waits until a stream grows or the client speaks; costs no process that runs while it waits.
rest() {
  [ -n "$tails" ] || arm
  dd bs=65536 count=1 <&5 >/dev/null 2>&1
  printf 'alive\n'
}

attach() {
  read -r owner <"$dir/owner" || owner=
  if [ "$2" = resume ] && [ "$owner" != "$1" ]; then
    printf 'taken\n'
    return
  fi
  printf '%s\n' "$1" >"$dir/owner"
  read -r other 2>/dev/null <"$dir/attached" && grep -q "$dir" "/proc/$other/cmdline" 2>/dev/null && kill -s KILL -- "-$other" 2>/dev/null
  printf '%s\n' "$$" >"$dir/attached"
  uptime
  printf '%s\n' "$up" >"$dir/lease"
  if [ "$2" != begin ]; then
    rm -f "$dir/wake"
    mkfifo "$dir/wake"
  fi
  # Held open, as a command that comes before the supervisor reads would be lost with the last who has the pipe open.
  exec 4<&0 5<>"$dir/wake" 6<>"$dir/control"
  listen <&4 &
  exec 4<&- </dev/null
  printf 'hello 1\n'
  packer=
  # The target's own work goes first.
  case " ${'$'}{6-} " in *' zstd '*) ! command -v zstd >/dev/null 2>&1 || packer='nice zstd -q -c -1 -T1' ;; esac
  tails= since=0 sending= slot=0
  seek o 7 "$3"
  seek e 8 "$4"
  seek l 9 "$5"
  while :; do
    moved=0 turned= finished=
    [ ! -e "$dir/ended" ] || finished=1
    is_gone o; gone_o=$gone
    is_gone e; gone_e=$gone
    # The log is measured first, so that it never runs ahead of the output.
    set -- $(wc -c /proc/$$/fd/9 /proc/$$/fd/7 /proc/$$/fd/8)
    ship o 7 "$3"
    ship e 8 "$5"
    turn o 7 "$gone_o"
    turn e 8 "$gone_e"
    [ -n "$turned" ] || ship l 9 "$1"
    since=$((since + moved))
    if [ -n "$turned" ] || [ "$since" -ge 32768 ]; then disarm; fi
    # A trickle is sent some times a second, a flood as fast as it goes.
    if [ -n "$turned" ] || [ "$moved" -ge 1048576 ]; then :
    elif [ "$moved" -gt 0 ]; then nap 100
    else
      settle
      [ -z "$finished" ] || printf 'eof\n'
      rest
    fi
  done
}`;
