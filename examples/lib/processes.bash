# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# Processes of the demo: each ends by its own id. Needs $folder, sets $step.
# shellcheck disable=SC2154

step=''

# Waits for a process of ours to end, at most five seconds, then makes it.
end() {                         # end SIGNAL PID
  [ -n "$2" ] && kill "-$1" "$2" 2>/dev/null || return 0
  timeout 5 tail --pid="$2" -f /dev/null || kill -KILL "$2" 2>/dev/null
}

# Becomes COMMAND, which gets SIGNAL when the demo is killed: to be started by &.
die_with_us() {                 # die_with_us SIGNAL COMMAND...
  exec setpriv --pdeathsig "$1" -- "${@:2}"
}

# Ends what was started and has no name yet, as a signal came in between.
end_rest() {
  local pid
  for pid in $(jobs -pr); do end TERM "$pid"; done
}

# Runs a step so that signals end it at once; its output is shown if it fails.
quietly() {
  "$@" >"$folder/step.log" 2>&1 & step=$!
  wait "$step"; local result=$?; step=
  [ "$result" -eq 0 ] || tail -n 40 "$folder/step.log" >&2
  return "$result"
}

# Does this pipeline do what it should within ten seconds?
works() { timeout 10 gst-launch-1.0 -q "$@" >/dev/null 2>&1; }

# Starts a server, gives its id in $server and returns when it has said LINE (a
# pattern); what it says from then on goes into LOG. What it says before is
# appended to step.log, for the case that it ends instead.
serve() {                       # serve LINE LOG COMMAND...
  local ready=$1 log=$2 line says
  rm -f "$folder/says"; mkfifo "$folder/says"
  die_with_us TERM "${@:3}" >"$folder/says" 2>&1 & server=$!
  exec {says}<"$folder/says"
  while read -r -t 10 -u "$says" line; do
    # shellcheck disable=SC2053
    if [[ $line == $ready ]]; then
      cat <&"$says" >"$log" &
      exec {says}<&-
      return 0
    fi
    printf '%s\n' "$line" >>"$folder/step.log"
  done
  end TERM "$server"; server=
  exec {says}<&-
  return 1
}
