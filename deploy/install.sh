#!/bin/sh
# Install this checkout into a folder of its own: what is locked, by its hashes, and nothing else.
#   deploy/install.sh FOLDER [LOCK]
# LOCK is requirements.lock (everything), or requirements-without-ocr.lock (no recognition of words in scans).
# PYTHON names the interpreter (3.11 or newer). The same steps make the container's image.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:?"usage: deploy/install.sh FOLDER [LOCK]"}
lock=${2:-requirements.lock}
python=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1
[ -f "$here/$lock" ] || { echo "$here/$lock: no such lock" >&2; exit 2; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$python is older than 3.11" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The wheel is built without a look at any index but for the locked build tools.
"$python" -m venv "$work/build"
"$work/build/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$here/requirements-build.lock"
"$work/build/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work" "$here/.."

[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$here/$lock"
"$folder/bin/pip" install --quiet --no-deps --no-index --force-reinstall "$work"/zhongshan_watch-*.whl
"$folder/bin/pip" check
"$folder/bin/zswatch" --version
