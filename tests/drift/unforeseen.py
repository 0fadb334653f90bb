"""Redesigns that nobody thought of when the rules were made: what they catch beyond the changes that shaped them."""

import random
from collections.abc import Iterator, Mapping

from lxml import html

from tests.drift.mutations import Change, Kind, body_of, on_tree
from tests.drift.saved import keys, saved
from tests.drift.trial import Trial, pasts
from tests.drift.visit import visit


def _lined(words: str) -> Change:
    def edit(root: html.HtmlElement) -> None:
        if (body := body_of(root)) is not None:
            body.append(html.fragment_fromstring(f"<p>{words}</p>"))

    return on_tree(edit)


def line_with_a_number(_: random.Random) -> Change:
    return _lined("技术支持电话：0760-88888888，网站标识码4420000052。")


def short_line(_: random.Random) -> Change:
    return _lined("欢迎关注政务微信")


def first_paragraph_only(_: random.Random) -> Change:
    def edit(root: html.HtmlElement) -> None:
        body = body_of(root)
        for child in list(body)[1:] if body is not None else []:
            body.remove(child)

    return on_tree(edit)


def cut_and_closed(_: random.Random) -> Change:
    return lambda raw: (raw.decode()[: int(len(raw.decode()) * 0.6)] + "</body></html>").encode()


KINDS: Mapping[str, Kind] = {
    kind.__name__: kind for kind in (line_with_a_number, short_line, first_paragraph_only, cut_and_closed)
}


def unforeseen(*, fewest: int, rechecks: bool) -> Iterator[Trial]:
    """Give each of these changes of each source."""
    past = pasts(fewest)
    for name, kind in KINDS.items():
        for key in keys():
            change = kind(random.Random(0))  # noqa: S311 - not for secrets
            of_list = lambda raw: raw  # noqa: E731
            seen = visit(saved(key, 1, fewest), of_list=of_list, of_page=change, past=past[key], rechecks=rechecks)
            yield Trial(source=key, kind=name, seen=seen)
