"""The score of the collection: what is missing, wrong or too much lowers the figure that it belongs to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from archive.clock import SHANGHAI
from archive.records import Announcement, Attachment
from tests.score_collection import Evening, Line, lines
from tests.twin import Twin
from tests.twin.truth import Expected

NOW = datetime(2026, 11, 20, 20, tzinfo=SHANGHAI)


def kept(there: Expected, revision: int) -> Announcement:
    files = [Attachment(url=one.url, name=one.name, text=one.text) for one in there.attachments]
    return Announcement(
        id=there.id,
        url=there.addresses[0],
        source=there.sources[0],
        post_id=there.post_id,
        title=there.title,
        published=there.published,
        issuer=there.issuer,
        doc_number=there.doc_number,
        index_number=there.index_number,
        written_on=there.written_on,
        validity=there.validity,
        body=there.body,
        raw_sha256="",
        reader="columns",
        first_seen=NOW,
        last_seen=NOW,
        withdrawn_at=None,
        revision=revision,
        revised_at=NOW,
        canonical_id=there.id,
        attachments=tuple(files),
    )


@pytest.fixture(scope="module")
def twin() -> Twin:
    return Twin()


def perfect(twin: Twin) -> list[Evening]:
    """Return what a faithful crawler holds after the three days, and after what vanished has been withdrawn."""
    held: dict[str, Announcement] = {}
    seen = []
    for day in (1, 2, 3):
        for one, there in twin.expected(day).items():
            new = kept(there, 1)
            before = held.get(one)
            words = (new.title, "".join(new.body.split()), [file.text for file in new.attachments])
            if before and words != (before.title, "".join(before.body.split()), [f.text for f in before.attachments]):
                new = replace(new, revision=before.revision + 1)
            elif before:
                new = replace(new, revision=before.revision)
            held[one] = new
        seen.append(Evening(held=dict(held), sources=19, unwell=()))
    gone = {one: replace(held[one], withdrawn_at=NOW) for one in twin.gone(3)}
    return [*seen, Evening(held=held | gone, sources=19, unwell=())]


def missed(twin: Twin, seen: list[Evening]) -> set[str]:
    return {line.name for line in lines(twin, seen) if not line.holds}


def with_third(seen: list[Evening], held: Mapping[str, Announcement]) -> list[Evening]:
    return [*seen[:2], replace(seen[2], held=held), *seen[3:]]


def test_a_faithful_collection_keeps_every_floor(twin: Twin) -> None:
    assert missed(twin, perfect(twin)) == set()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"title": "另一个标题"}, "title right"),
        ({"issuer": None}, "issuer right"),
        ({"doc_number": "中府〔1999〕1号"}, "doc_number right"),
        ({"published": None}, "published right"),
        ({"revision": 9}, "revisions that are right"),
    ],
)
def test_one_wrong_fact_of_one_announcement_is_below_the_floor(
    twin: Twin, change: dict[str, object], name: str
) -> None:
    seen = perfect(twin)
    one = min(seen[2].held.keys() & twin.expected(3).keys())
    wrong = dict(seen[2].held) | {one: replace(seen[2].held[one], **change)}  # type: ignore[arg-type]
    assert missed(twin, with_third(seen, wrong)) == {name}


def test_bodies_and_files_that_are_not_read_are_below_the_floor(twin: Twin) -> None:
    seen = perfect(twin)
    empty = {one: replace(it, body="", attachments=()) for one, it in seen[2].held.items()}
    assert {"characters of bodies, F1", "characters of attachments, recall"} <= missed(twin, with_third(seen, empty))


def test_what_is_missing_made_up_or_not_withdrawn_is_below_the_floor(twin: Twin) -> None:
    seen = perfect(twin)
    held = dict(seen[-1].held)
    first = min(held)
    made_up = {"zs-1": replace(held[first], id="zs-1", withdrawn_at=NOW)}
    last = {one: replace(it, withdrawn_at=None) for one, it in held.items() if one != first} | made_up
    assert missed(twin, [*seen[:-1], replace(seen[-1], held=last)]) == {
        *("announcements found", "announcements that are right"),
        *("withdrawals found", "withdrawals that are right"),
    }
    ill = replace(seen[0], unwell=("zs_gxj-tzgg: answered 403",))
    assert missed(twin, [ill, *seen[1:]]) == {"visits that were well"}


def test_nothing_of_nothing_is_all_of_it() -> None:
    assert Line("x", 0, 0, 1.0).holds
