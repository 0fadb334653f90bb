#!/bin/sh
# The command by hand, as the units run it: same user, same settings, same data. Install it as /usr/local/bin/zswatch.
# /etc/zswatch/environment holds lines NAME='value', which systemd and a shell read alike.
set -eu
[ "$(id -un)" = zswatch ] || exec runuser -u zswatch -- "$0" "$@"
export ZSWATCH_DATA_DIR=/var/lib/zswatch
if [ -r /etc/zswatch/environment ]; then
  set -a
  # shellcheck source=/dev/null
  . /etc/zswatch/environment
  set +a
fi
exec /opt/zswatch/bin/zswatch --config /etc/zswatch/zswatch.toml "$@"
