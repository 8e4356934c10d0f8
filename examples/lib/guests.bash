# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# --guest: a link for somebody else that ends, of this demo or of one that runs.
# shellcheck disable=SC2154

seconds_of() {                  # seconds_of TIME: 90s, 30m, 2h, 1d
  local unit
  [[ $1 =~ ^([1-9][0-9]{0,6})([smhd])$ ]] || return 1
  case ${BASH_REMATCH[2]} in s) unit=1 ;; m) unit=60 ;; h) unit=3600 ;; d) unit=86400 ;; esac
  [ $((BASH_REMATCH[1] * unit)) -le $((30 * 86400)) ] || return 1
  echo $((BASH_REMATCH[1] * unit))
}

# The folder of a demo of this user that runs, the latest if there are several,
# and rather one that takes guests.
running_demo() {
  [ -x /usr/bin/python3 ] && examples/lib/livedemos.py
}

# Makes the key of all tokens and starts who makes the links.
keep_guests() {
  (umask 077; head -c 32 /dev/urandom | base64 -w 0 >"$folder/token.key")
  serve 'guests: ready' "$folder/guests.log" \
    examples/lib/guests.py keep "$folder" "$page" "$device" "$broker" || return 1
  keeper=$server
}

add_guest() {                   # add_guest FOLDER SECONDS ROLE
  local link
  link=$(examples/lib/guests.py add "$@") || return 1
  say "For one guest, who may $3 until $(date -d "+$2 seconds" '+%F %H:%M:%S'):"
  show_link "$link"
}
