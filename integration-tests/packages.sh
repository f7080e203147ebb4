# shellcheck shell=bash
# Debian packages that ./verify and ./bench want. Whoever sources this has a function say and an array missing.

brought() { # command, or file
  case $1 in
    /*) [ -e "$1" ] ;;
    # Servers stand where only root's PATH looks.
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
  esac
}

apt_install() { # package, command or file that it brings
  brought "$2" && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    [ -n "${updated:-}" ] || { apt-get update -qq >/dev/null 2>&1; updated=1; }
    say "installing $1"
    # Debian starts the services that it installs; the tests start their own, and nothing else is to listen.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && own_policy=$policy
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
    [ -z "${own_policy:-}" ] || { rm -f "$own_policy"; own_policy=; trap - EXIT; }
  fi
  brought "$2" || missing+=("$1 (no $2; Debian: apt-get install $1)")
}

# What ./bench measures with and against.
bench_packages() {
  apt_install gcc gcc
  apt_install libc6-dev /usr/include/stdio.h
  apt_install make make
  apt_install libssl-dev /usr/include/openssl/ssl.h
  apt_install openssl openssl
  apt_install python3 python3
  apt_install haproxy haproxy
  apt_install nginx nginx
  apt_install libnginx-mod-stream /usr/lib/nginx/modules/ngx_stream_module.so
  apt_install stunnel4 stunnel
}
