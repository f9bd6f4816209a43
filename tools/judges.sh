#!/bin/sh
# Installs the programs by others that the tests judge with, where that is possible: from Debian or
# Ubuntu as root or by sudo without a password, and from npm where that is installed. Elsewhere
# their tests are skipped, and say so.
set -eu

# Exact versions: what they say of our files is to change only when we look.
NODE_PACKAGES="podcast-partytime@5.0.0 feedsmith@3.0.1 vnu-jar@26.9.27 html-validate@9.7.1 schema-dts@2.1.0 puppeteer-core@25.16.0"

system_packages() {
    want=""
    need() { command -v "$1" >/dev/null 2>&1 || want="$want $2"; }
    need chromium chromium
    need firefox-esr firefox-esr
    need ffmpeg ffmpeg
    need gpo gpodder
    need mp3val mp3val
    need mediainfo mediainfo
    need eyeD3 eyed3
    need opusinfo opus-tools
    need sox sox
    need flite flite
    need hugo hugo
    need rclone rclone
    need s3cmd s3cmd
    need java default-jre-headless
    need nginx nginx-light
    need apache2 apache2-bin
    need caddy caddy
    [ -n "$want" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "note: no apt-get here, so tests with$want are skipped"
        return 0
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "note: tests with$want are skipped; try: sudo apt-get install$want"
        return 0
    fi
    log=$(mktemp)
    echo "installing$want (log: $log)"
    # At this runlevel no web server is started because it was installed.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    # shellcheck disable=SC2086
    {
        $as_root apt-get update -q || true
        # One by one: one that this system doesn't have keeps none of the others back.
        for package in $want; do
            $as_root apt-get install -q -y --no-install-recommends "$package" ||
                echo "$package" >&3
        done
    } >"$log" 2>&1 3>"$log.missing"
    if [ -s "$log.missing" ]; then
        echo "note: tests with $(tr '\n' ' ' <"$log.missing")are skipped: not installed"
    fi
}

node_packages() {
    missing=""
    for package in $NODE_PACKAGES; do
        [ -d "node_modules/${package%@*}" ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if ! command -v npm >/dev/null 2>&1; then
        echo "note: no npm here, so tests with$missing are skipped"
        return 0
    fi
    echo "installing$missing"
    # shellcheck disable=SC2086
    npm install --no-save --no-package-lock --no-audit --no-fund --silent $NODE_PACKAGES ||
        echo "note: could not install$missing; tests with them are skipped"
}

system_packages
node_packages
