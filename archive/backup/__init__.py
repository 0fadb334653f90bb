"""The whole archive in one file: every row, every kept page and the secret, checked when written and when read.

The file is a tar that needs no program of ours: `manifest.json`, then `tables/<name>.jsonl.gz` (one row a line), then
`secret`, then `blobs/<sha256>.gz`. `archive.backup.form` has the formats; all of them are read for ever.
"""

from archive.backup.form import Manifest
from archive.backup.reading import verify
from archive.backup.restoring import restore
from archive.backup.writing import write

__all__ = ["Manifest", "restore", "verify", "write"]
