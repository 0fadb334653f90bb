#!/bin/sh
# Install this checkout into a new folder: what is locked, by its hashes, and nothing else.
#   deploy/install.sh FOLDER [LOCK]
# LOCK is requirements.lock (everything), or requirements-without-ocr.lock (no recognition of words in scans).
# PYTHON names the interpreter (3.11 or newer). The same steps make the container's image.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:?"usage: deploy/install.sh FOLDER [LOCK]"}
lock=${2:-requirements.lock}
python=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1
fail() { echo "$1" >&2; exit 2; }
[ -f "$here/$lock" ] || fail "$here/$lock: no such lock"
# Versions lie beside each other: what is at work is never changed under its feet, and the one before is still there.
[ ! -e "$folder" ] || fail "$folder is there already; name a new folder"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "$python is older than 3.11"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Each file is held against its hash before anything of it runs. What has no wheel is built by the locked build tools.
"$python" -m venv "$work/build"
"$work/build/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$here/requirements-build.lock"
wheel() { "$work/build/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work/wheels" "$@"; }
wheel --require-hashes -r "$here/$lock"
wheel "$here/.."

# From here on nothing is asked of any index.
trap 'rm -rf "$work" "$folder"' EXIT
"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --no-index --no-deps "$work"/wheels/*.whl
"$folder/bin/pip" check
"$folder/bin/zswatch" --version
trap 'rm -rf "$work"' EXIT
