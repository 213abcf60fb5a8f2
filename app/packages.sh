# Installs Debian packages that are missing: `install_packages PACKAGE…`, as root or with sudo. Sourced by run.sh.

build_packages="g++ cmake ninja-build pkg-config qt6-base-dev libqt6svg6-dev qt6-tools-dev qt6-tools-dev-tools
  qt6-l10n-tools qt6-translations-l10n libsqlite3-dev libarchive-dev zlib1g-dev libssl-dev libsimdjson-dev
  libuchardet-dev libpcre2-dev libmaxminddb-dev fonts-dejavu-core"
test_packages="python3 xvfb xauth sqlite3 strace p7zip-full zip unzip xz-utils bzip2 zstd coreutils procps
  pff-tools pst-utils"

install_packages() {
  local package missing=""
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  local as=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages:$missing. Run this as root, or install sudo." >&2; return 1; }
    as="sudo"
  fi
  echo "Installing:$missing" >&2
  $as env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  # shellcheck disable=SC2086
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >&2
}
