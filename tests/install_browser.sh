#!/usr/bin/env bash
# The browser tests need Chromium and a Chinese font. Install them where we may; say what is missing where we may not.
set -u
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing chromium and fonts-noto-cjk for the browser tests"
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "no Chromium here: the browser tests will be skipped. To run them: apt-get install chromium fonts-noto-cjk"
exit 0
