#!/usr/bin/env bash
# Installs Debian's ClickHouse server and client and its ZooKeeper, for the tests and the benchmark that start them on loopback
# with configurations of their own. Nothing is left running: the packages' own services are stopped and not started at boot.
set -euo pipefail

sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)

if ! command -v apt-get >/dev/null; then
  echo "install-clickhouse.sh: this is for Debian and what is made of it; elsewhere install clickhouse-server, clickhouse-client and zookeeper by hand" >&2
  exit 2
fi

"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends clickhouse-server clickhouse-client zookeeper

# A container has no service manager, and then nothing was started either.
if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
  "${sudo[@]}" systemctl disable --now clickhouse-server zookeeper 2>/dev/null || true
fi

echo "clickhouse-server $(dpkg-query -W -f '${Version}' clickhouse-server), zookeeper $(dpkg-query -W -f '${Version}' zookeeper)"
