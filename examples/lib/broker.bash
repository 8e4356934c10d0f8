# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# The demo's broker. Robot and checks use a unix socket in $folder, which only
# this user can enter; browsers a WebSocket on the loopback address, with a name
# and a password: a browser lets every page of every site open one there, and
# others of the network come through nginx.
# shellcheck disable=SC2154

socket=$folder/mqtt.sock

# What the owner may do. A guest is a user of his own, added later, and may
# publish what his calls need and nothing else, as each topic can hold a retained
# message: %u is the user name. (The client id, %c, is whatever a client says.)
owner_rights() {
  cat <<END
pattern write mobile/%u/webrtc/offer
pattern write mobile/%u/webrtc/candidate
pattern write mobile/%u/webrtc/bye
pattern write mobile/%u/webrtc/doctor

user owner
topic read device/+/webrtc/#
topic read picarx/telemetry
topic write picarx/cmd
topic write mobile/+/webrtc/#
END
}

# mosquitto_passwd takes names and passwords from a file and puts what it makes
# of them in their place: no argument holds the password.
protect_broker() {              # protect_broker PASSWORD
  (umask 077; printf 'owner:%s\n' "$1" >"$folder/passwords"
    printf '%s\n' "$1" >"$folder/owner.password"; owner_rights >"$folder/acl")
  mosquitto_passwd -U "$folder/passwords"
}

# The WebSocket listener alone would not do for mosquitto 2.0.11, and without
# socket_domain it would listen on every interface.
start_broker() {                # start_broker PORT
  rm -f "$socket"
  {
    [ "$(id -u)" -ne 0 ] || echo user root
    cat <<END
per_listener_settings true
persistence false
log_dest stderr
set_tcp_nodelay true
# Calls take up to 64 KiB. Whoever may publish must not fill the memory.
# (Over WebSockets only the first of these counts.)
message_size_limit 65536
max_packet_size 69632
max_queued_messages 100
memory_limit 67108864
listener 0 $socket
allow_anonymous true
listener $1 127.0.0.1
protocol websockets
socket_domain ipv4
allow_anonymous false
password_file $folder/passwords
acl_file $folder/acl
END
    [ -n "$lan" ] || echo "http_dir $PWD/build/viewer"
  } >"$folder/mosquitto.conf"
  serve '* running' "$folder/mosquitto.log" mosquitto -c "$folder/mosquitto.conf" || return 1
  broker=$server
}

# Waits for a message on TOPIC that holds TEXT; fails when SECONDS are over or
# the robot ends before. What is to be published goes out when the subscription
# stands, which the retained presence shows.
hears() {                       # hears SECONDS TOPIC TEXT [PUBLISH-TOPIC PAYLOAD]
  local line result=1 from presence=device/$device/webrtc/status
  mosquitto_sub --unix "$socket" -W "$1" -t "$2" -t "$presence" >"$folder/heard" 2>/dev/null & listener=$!
  exec {from}<"$folder/heard"
  while kill -0 "$pipeline" 2>/dev/null; do
    read -r -t 1 -u "$from" line
    case $? in 0) ;; 1) break ;; *) continue ;; esac
    [[ $line != *"$3"* ]] || { result=0; break; }
    # What it says may hold a token, and goes into no argument.
    [ $# -lt 5 ] || printf '%s' "$5" | mosquitto_pub --unix "$socket" -t "$4" -s
    set -- "${@:1:3}"
  done
  end TERM "$listener"; listener=
  exec {from}<&-
  return $result
}
