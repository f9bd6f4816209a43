#!/bin/sh
# Installs the programs that the tests judge with, where that is possible: Debian or Ubuntu, as
# root or by sudo without a password. Elsewhere their tests are skipped, and say so.
set -eu

want=""
need() { command -v "$1" >/dev/null 2>&1 || want="$want $2"; }
need chromium chromium
need ffmpeg ffmpeg
need gpo gpodder
need mp3val mp3val
need mediainfo mediainfo
need eyeD3 eyed3
need opusinfo opus-tools
need sox sox
need flite flite

[ -n "$want" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "note: no apt-get here, so tests with$want are skipped"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "note: neither root nor sudo, so tests with$want are skipped; try: sudo apt-get install$want"
    exit 0
fi
log=$(mktemp)
echo "installing$want (log: $log)"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends $want
} >"$log" 2>&1 || {
    tail -n 5 "$log"
    echo "note: could not install$want; tests with them are skipped"
}
