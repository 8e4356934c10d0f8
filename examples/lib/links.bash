# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# Links to open in a browser, and what to know of them.
# shellcheck disable=SC2154

# A link as text and, on a terminal, as a QR code. It holds a secret, which goes
# into no argument of a program.
show_link() {
  printf '\n  %s\n\n' "$bold$1$plain"
  if [ -t 1 ] && command -v qrencode >/dev/null; then
    printf '%s' "$1" | qrencode -t ANSIUTF8 -m 2
  fi
}

# What to know before trusting the link.
show_trust() {
  local print
  print=$(openssl x509 -in "$web/cert.pem" -noout -fingerprint -sha256)
  echo "   Whoever has this link can see and drive: the password is in it, behind the #."
  echo "   The browser warns once, as the certificate was made here. Its SHA-256 fingerprint:"
  echo "   ${print#*=}"
  if avahi-daemon --check 2>/dev/null; then
    echo "   In place of $host the name ${lan_names[-1]} works, too."
  fi
}
