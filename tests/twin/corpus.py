"""Saved real pages under a made-up listing on a made-up host, served byte for byte."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.twin.announcements import moment_of
from tests.twin.replies import Resource, page

HOST = "corpus.example.test"
SOURCE = "corpus-list"
PER_PAGE = 20
DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Corpus:
    """The .html files in and below a folder as pages. With `charset` the header states what each page declares."""

    folder: Path
    charset: bool = False

    @cached_property
    def pages(self) -> dict[str, Path]:
        """The files by the number that their address carries, from 1."""
        files = sorted(self.folder.rglob("*.html"))
        if not files:
            raise ValueError(f"{self.folder}: no .html file in it")
        return {str(number): file for number, file in enumerate(files, 1)}

    def url(self, number: str) -> str:
        """Return the address of a page."""
        return f"http://{HOST}/page/{number}.html"

    def answer(self, path: str) -> Resource | None:
        """Return a page, or one of the lists `/list/`, `/list/index_2.html` …; None for anything else."""
        if path == "/robots.txt":
            return Resource(body=b"User-agent: *\nAllow: /\n", media_type="text/plain")
        if found := re.fullmatch(r"/page/(\d+)\.html", path):
            return self._page(found[1])
        found = re.fullmatch(r"/list/(?:index(?:_(\d+))?\.html)?", path)
        return self._list(int(found[1] or 1)) if found else None

    def _page(self, number: str) -> Resource | None:
        if number not in self.pages:
            return None
        raw = self.pages[number].read_bytes()
        stated = DECLARED.search(raw[:4000]) if self.charset else None
        media_type = f"text/html; charset={stated[1].decode()}" if stated else "text/html"
        return Resource(body=raw, media_type=media_type, modified=moment_of(1))

    def _list(self, number: int) -> Resource | None:
        shown = list(self.pages)[(number - 1) * PER_PAGE : number * PER_PAGE]
        if not shown:
            return None
        rows = "\n".join(
            f'<li><a href="{self.url(one)}">{self.pages[one].stem}</a><span>2026-11-18</span></li>' for one in shown
        )
        more = f'<a href="index_{number + 1}.html">下一页</a>' if number * PER_PAGE < len(self.pages) else ""
        html = (
            f'<html><head><meta charset="utf-8"><title>列表</title></head><body><ul>\n{rows}\n</ul>{more}</body></html>'
        )
        return page(html, modified=moment_of(1))

    def source(self) -> str:
        """Return the declaration of this list as a source file (its stem must be `corpus`)."""
        return f"""publisher = "样本"
platform = "columns"
hosts = ["{HOST}"]
family = "corpus"
link_pattern = '^http://corpus\\.example\\.test/page/(?P<id>\\d+)\\.html$'

[[columns]]
key = "list"
name = "列表"
url = "http://{HOST}/list/"
expect = {{ entries_min = 1, quiet_days = 3650, fill = {{}} }}
"""
