"""An archive of any number of made-up announcements, written straight into the tables, for measuring.

20 years, twice as many a year at the end as on average; titles of 15 to 40 characters, bodies of 200 to 3,000 (median
some 700), one in 25 with attachments of up to 50,000; a third judged, one in ten with a theme.
"""

import multiprocessing
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from archive import places
from archive.clock import SHANGHAI
from archive.records import Attachment
from archive.store import Archive, keys, merging, rows, states
from archive.store.merging import Held, State
from archive.store.opening import Tx
from archive.tables import Alignment, Analysis, Announcement, Matching, Revision, Sighting
from archive.tables import Attachment as AttachmentRow
from tests.bench.made_up_words import Language

SOURCES = Path(__file__).parents[2] / "crawler" / "sources"
COLUMNS = ("tzgg", "zwdt", "gkmlpt")
BEGIN = datetime(2006, 1, 1, tzinfo=SHANGHAI)
DAYS = 20.5 * 365.25
BATCH = 1_000
FIRST_ID = 100_000
THEMES = ("application", "industry", "talent", "study")
TOPICS = ("ai", "robotics")
PROCESSES = 2

Rows = dict[type, list[dict[str, Any]]]


def fill(archive: Archive, count: int, *, processes: int = PROCESSES) -> None:
    """Keep so many announcements, all stale; the same ones every time."""
    following = places.Following()
    parts = [(start, min(start + BATCH, count), count) for start in range(0, count, BATCH)]
    with multiprocessing.get_context("fork").Pool(processes, _learn) as pool:
        for made in pool.imap(_part, parts):
            with archive.begin() as tx:
                put(tx, made, following)


def put(tx: Tx, made: Rows, following: places.Following) -> None:
    """Write the rows of announcements, which take the next places."""
    for row in made[Matching]:
        row["place"] = following.place(row.pop("published"))
    for table in (Announcement, Revision, AttachmentRow, Sighting, Matching, Analysis, Alignment):
        if made[table]:
            tx.connection().execute(sa.insert(table), made[table])


def moment(number: int, count: int, chance: random.Random) -> datetime:
    """Return when an announcement was published: in their order, three of five without a time of day."""
    day = (BEGIN + timedelta(days=(number / count) ** 0.7 * DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day if chance.random() < 0.6 else day + timedelta(minutes=chance.randint(8 * 60, 18 * 60))


class Writer:
    """Makes announcements by their number."""

    def __init__(self) -> None:
        self._language = Language()
        stems = [file.stem for file in sorted(SOURCES.glob("*.toml"))]
        self._sources = [f"{stem}-{column}" for stem in stems for column in COLUMNS]
        self._weights = [1 / (rank + 3) for rank in range(len(self._sources))]

    def part(self, start: int, end: int, count: int) -> Rows:
        """Return the rows of announcements by number, in the order of their publication."""
        made: Rows = {one: [] for one in (Announcement, Revision, AttachmentRow, Sighting, Matching, Analysis)}
        made[Alignment] = []
        days = sorted((moment(number, count, random.Random(number)), number) for number in range(start, end))  # noqa: S311
        for published, number in days:
            self._announcement(made, number, published)
        return made

    def _announcement(self, made: Rows, number: int, published: datetime) -> None:
        chance = random.Random(f"{number}")  # noqa: S311 - not for secrets
        one, source = f"zs-{FIRST_ID + number}", chance.choices(self._sources, self._weights)[0]
        url = f"http://www.zs.gov.cn/{source.partition('-')[0]}/content/post_{FIRST_ID + number}.html"
        state = self._state(chance, number, published, url)
        seen = published + timedelta(hours=20)
        key = {"announcement_id": one, "revision": 1}
        kept = {"id": one, "post_id": FIRST_ID + number, "source": source, "url": url, "canonical_id": one}
        kept |= {"revision": 1, "first_seen": seen, "last_seen": seen, "withdrawn_at": None, "published": published}
        made[Announcement].append(kept | {"fingerprint": f"{number:064x}"})
        words = rows.columns(state, merging.STATED)
        made[Revision].append(words | key | {"seen_at": seen, "filled": 0})
        for at, held in enumerate(state.attachments):
            file = {name: getattr(held.file, name) for name in states.FILE}
            made[AttachmentRow].append(key | file | {"position": at, "stated_by": source})
        met = {"announcement_id": one, "source": source, "url_key": keys.of_url(url), "url": url}
        made[Sighting].append(met | {"reading_key": "", "first_seen": seen, "last_seen": seen})
        copy = {"announcement_id": one, "stale": True, "tags": "", "published": published}
        made[Matching].append(copy | states.matching(state))
        if chance.random() < 0.33:
            self._judge(made, chance, number, state)

    def _state(self, chance: random.Random, number: int, published: datetime, url: str) -> State:
        write = self._language.text
        files = [
            Attachment(
                url=f"{url}.{at}.pdf",
                name=f"附件{at + 1}：{write(chance, 50)[:16].strip()}.pdf".replace("\n", ""),
                media_type="application/pdf",
                sha256=f"{number:062x}{at:02x}",
                status="ok",
                text=write(chance, int(400 * 125 ** chance.random())),
            )
            for at in range(chance.choice((1, 1, 1, 2)) if chance.random() < 0.04 else 0)
        ]
        numbered = chance.random() < 0.3
        return State(
            title=self._language.title(chance),
            published=published,
            issuer=chance.choice(self._language.bodies),
            doc_number=f"中府〔{published.year}〕{chance.randint(1, 400)}号" if numbered else None,
            index_number=None,
            written_on=None,
            validity=None,
            body=write(chance, min(3000, max(200, int(chance.lognormvariate(6.55, 0.62))))),
            attachments=tuple(Held(stated_by="", file=file) for file in files),
            raw_sha256=f"{number:064x}",
            reader="columns",
            reader_version=1,
        )

    def _judge(self, made: Rows, chance: random.Random, number: int, state: State) -> None:
        relevant = chance.random() < 0.3
        judged = {"id": number + 1, "announcement_id": f"zs-{FIRST_ID + number}", "revision": 1, "method": "rules"}
        judged |= {"filled": 0, "judged_at": state.published, "relevant": relevant, "score": chance.random()}
        judged |= {"topics": [chance.choice(TOPICS)] if relevant else [], "reasons": [], "summary": state.title}
        due = state.published.date() + timedelta(days=30) if state.published and chance.random() < 0.1 else None
        made[Analysis].append(judged | {"deadline": due, "amounts": [], "account": {}})
        if relevant:
            theme, end = chance.choice(THEMES), min(20, len(state.body))
            aligned = {"analysis_id": number + 1, "position": 0, "meeting": "2025-02-21", "theme": theme, "score": 0.7}
            aligned |= {"directive": f"{theme}.{chance.randint(1, 4)}", "part": "body", "start": 0, "end": end}
            aligned |= {"text": state.body[:end], "directive_start": 0, "directive_end": 2, "directive_text": "推动"}
            made[Alignment].append(aligned)


_writer: list[Writer] = []


def _learn() -> None:
    _writer.append(Writer())


def _part(part: tuple[int, int, int]) -> Rows:
    return _writer[0].part(*part)


def sample(archive: Archive, count: int) -> Iterator[str]:
    """Give the matching copies of about so many announcements, evenly over the whole archive."""
    with archive.read() as tx:
        total = tx.execute(sa.select(sa.func.count()).select_from(Matching)).scalar_one()
        ids = [f"zs-{FIRST_ID + number}" for number in range(0, total, max(1, total // count))]
        t = Matching.__table__
        for start in range(0, len(ids), BATCH):
            which = t.c.announcement_id.in_(ids[start : start + BATCH])
            rows = tx.connection().execute(sa.select(t.c.title, t.c.issuer, t.c.numbers, t.c.text).where(which))
            yield from ("\n".join(row) for row in rows)
