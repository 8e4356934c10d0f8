# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# What --check looks at; sets $failed.
# shellcheck disable=SC2154

failed=0

check() {                       # check SENTENCE COMMAND...
  if "${@:2}"; then echo "   ok: $1"; else echo "   FAILED: $1"; failed=1; fi
}

# What the web server answers to REQUEST; with --lan as another machine asks,
# which trusts the certificate and nothing else.
web_answers() {                 # web_answers REQUEST
  if [ -n "$lan" ]; then
    printf '%b' "$1" | timeout 5 openssl s_client -connect "$host:$port" -quiet \
      -CAfile "$web/cert.pem" -verify_return_error -verify_ip "$host" 2>/dev/null
  else
    exec {tcp}<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf '%b' "$1" >&"$tcp"
    timeout 5 cat <&"$tcp"
    exec {tcp}>&-
  fi | tr -d '\0'
}
serves() {                      # serves PATH TEXT
  local body
  body=$(web_answers "GET $1 HTTP/1.0\r\n\r\n")
  [[ $body == *'200 OK'*"$2"* ]]
}
# Asks for a WebSocket and closes it, if it opens, by the last six bytes.
opens_websocket() {
  local said
  said=$(web_answers "GET /mqtt HTTP/1.1\r\nHost: $host\r\nUpgrade: websocket\r
Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n\x88\x80\0\0\0\0")
  [[ $said == *'101 Switching'* ]]
}

# What a browser says when it calls as CALLER; nobody is behind it.
offer() {                       # offer CALLER [TOKEN]
  local fingerprint kind auth=${2:+",\"auth\":\"$2\""}
  fingerprint=$(printf '00:%.0s' {1..31})00
  printf '{"type":"offer","session":"check","to":"%s","sdp":"' "$device"
  printf '%s\\r\\n' v=0 'o=- 4611731400430051336 2 IN IP4 127.0.0.1' s=- 't=0 0' 'a=group:BUNDLE 0 1'
  for kind in 'video 102 H264/90000 0' 'audio 111 opus/48000/2 1'; do
    # shellcheck disable=SC2086
    set -- $kind
    printf '%s\\r\\n' "m=$1 9 UDP/TLS/RTP/SAVPF $2" 'c=IN IP4 0.0.0.0' 'a=ice-ufrag:demo' \
      'a=ice-pwd:checkcheckcheckcheckcheck' "a=fingerprint:sha-256 $fingerprint" \
      'a=setup:actpass' "a=mid:$4" a=recvonly a=rtcp-mux "a=rtpmap:$2 $3"
    [ "$1" = audio ] || printf '%s\\r\\n' \
      "a=fmtp:$2 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
  done
  printf '"%s}' "$auth"
}


run_checks() {
  check "the page is served" serves / '<title>'
  check "and the MQTT library that it needs" serves /mqtt.min.js mqtt
  check "its WebSocket reaches the broker" opens_websocket
  if [ "${robot[0]}" = i2c-device=simulated ]; then
    check "a command over MQTT moves the simulated car, and its telemetry comes back" \
      hears 5 picarx/telemetry '"id":"check-move"' picarx/cmd \
      '{"action":"move","dir":"forward","speed":50,"from":"check","id":"check-move"}'
  fi
  check "a stop is answered: both wheels stand" hears 5 picarx/telemetry '"id":"check-stop"' \
    picarx/cmd '{"action":"stop","from":"check","id":"check-stop"}'
  local caller=mdemocheck token=''
  [[ ! $secrets =~ ^token=(.*)'&id='(.*)'&'$ ]] || token=${BASH_REMATCH[1]} caller=${BASH_REMATCH[2]}
  check "a call is answered: picture and sound are there" hears 10 "device/$device/webrtc/answer" \
    "\"to\":\"$caller\"" "mobile/$caller/webrtc/offer" "$(offer "$caller" "$token")"
  mosquitto_pub --unix "$socket" -t "mobile/$caller/webrtc/bye" -m '{"session":"check"}'
  [ -z "$guest" ] || check "a guest's link is made" add_guest "$folder" 60 "$role"
  check "the robot still runs" kill -0 "$pipeline"
}
