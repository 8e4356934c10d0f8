# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# One https port for page and WebSocket, by Debian's nginx, with a certificate
# made here: browsers give microphone and gamepad to secure origins only, and an
# exception for a certificate counts for one port.
# shellcheck disable=SC2154

# Addresses of this machine that others can reach, without those of containers
# and virtual machines.
addresses() {                   # addresses -4|-6
  ip "$1" -o address show up scope global |
    awk '$2 !~ /^(docker|br-|veth|virbr|lxc)/ { sub ("/.*", "", $4); print $4 }'
}

# Sets $lan_names, $lan_addresses and $host, the one to print: that of the
# default route.
find_addresses() {
  local name
  mapfile -t lan_addresses < <(addresses -4)
  [ ${#lan_addresses[@]} -gt 0 ] ||
    fail "this machine has no address but the loopback one: connect it to a network, or leave --lan out"
  host=$(ip -4 route get 198.51.100.1 2>/dev/null | sed -n 's/.* src \([^ ]*\).*/\1/p')
  [[ " ${lan_addresses[*]} " == *" $host "* ]] || host=${lan_addresses[0]}
  lan_names=(localhost)
  name=$(uname -n)
  [[ ! $name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] ||
    lan_names+=("$name" "${name%%.*}.local")
}

make_certificate() {
  local address name names=IP:127.0.0.1
  for address in "${lan_addresses[@]}" $(addresses -6); do names+=,IP:$address; done
  for name in "${lan_names[@]}"; do names+=,DNS:$name; done
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 397 \
    -keyout "$web/key.pem" -out "$web/cert.pem" -subj "/CN=gst-plugins-edge demo" \
    -addext "subjectAltName=$names" -addext extendedKeyUsage=serverAuth
}

# A folder of its own, as nginx must not be root to serve strangers: when we are,
# it is www-data's.
prepare_web() {
  web=$(mktemp -d -t edge-demo-web.XXXXXX) && mkdir "$web/page" "$web/tmp" || exit 1
  cp build/viewer/* "$web/page/" || exit 1
  quietly make_certificate || fail "openssl made no certificate, see above"
  [ "$(id -u)" -ne 0 ] || chown -R www-data: "$web" || exit 1
}

# Whoever has no password can hold little, and not for long: a connection that
# asks for nothing 10 seconds, a WebSocket on which nothing is said 100 (pages
# ask the broker for an answer each 15 seconds), a machine 16 of these.
start_nginx() {                 # start_nginx PORT BROKER-PORT
  local as_nobody=() six='' temporary='' kind files
  [ "$(id -u)" -ne 0 ] || as_nobody=(setpriv --reuid=www-data --regid=www-data --clear-groups --pdeathsig TERM --)
  [ ! -e /proc/net/if_inet6 ] || six="listen [::]:$1 ssl ipv6only=on;"
  for kind in client_body proxy fastcgi uwsgi scgi; do
    temporary+="${kind}_temp_path $web/tmp/$kind; "
  done
  files=$(ulimit -H -n)         # two for each WebSocket
  [[ $files =~ ^[0-9]+$ && $files -lt 4096 ]] || files=4096
  cat >"$web/nginx.conf" <<END
daemon off; master_process off; pid $web/nginx.pid; error_log stderr notice;
events { worker_connections $((files - 64)); }
http {
  types { text/html html; text/javascript js; text/css css; text/plain md; }
  access_log off; server_tokens off; $temporary
  limit_conn_zone \$binary_remote_addr zone=machines:2m;
  limit_conn_status 429;
  client_header_timeout 10s; client_body_timeout 10s; keepalive_timeout 10s;
  client_max_body_size 1k;
  server {
    listen $1 ssl; $six
    ssl_certificate $web/cert.pem; ssl_certificate_key $web/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    # Plain http on this port: sent to https.
    error_page 497 =308 https://\$http_host\$request_uri;
    root $web/page;
    add_header X-Content-Type-Options nosniff;
    add_header Cache-Control no-cache;
    add_header X-Frame-Options DENY;
    add_header Content-Security-Policy "frame-ancestors 'none'";
    location = /mqtt {
      limit_conn machines 16;
      proxy_pass http://127.0.0.1:$2; proxy_http_version 1.1;
      proxy_set_header Upgrade \$http_upgrade; proxy_set_header Connection upgrade;
      proxy_set_header Host \$host; proxy_buffering off;
      proxy_read_timeout 100s; proxy_send_timeout 100s;
    }
  }
}
END
  # Rather than have nginx try for two seconds.
  if (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    echo "port $1 is taken" >>"$folder/step.log"
    return 1
  fi
  serve '*using the "epoll"*' "$folder/nginx.log" \
    prlimit --nofile="$files:$files" "${as_nobody[@]}" nginx -e stderr -p "$web" -c "$web/nginx.conf" || return 1
  nginx=$server
}
