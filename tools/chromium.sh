#!/bin/sh
# Makes sure that a Chromium is there for the browser tests: any installed one, else the distribution's package.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    # Ubuntu's chromium-browser may be a stub that only asks for a snap: it must answer.
    if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then exit 0; fi
done
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Chromium is missing: please install it (needed by the browser tests only)." >&2
    exit 2
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
echo "Installing Chromium for the browser tests …" >&2
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
