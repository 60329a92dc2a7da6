#!/bin/sh
# Set up and run the whole test suite; the exit status is pytest's. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
if [ -f scripts/install_browser.sh ]; then
    sh scripts/install_browser.sh ||
        echo "install_browser: no Chromium could be installed, so the tests that drive the page are skipped by name."
fi
exec .venv/bin/python -m pytest "$@"
