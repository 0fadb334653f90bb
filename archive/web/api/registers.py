"""What the interface says of meetings, editions, sources, deadlines and the whole."""

from typing import Annotated, Any, Literal

from pydantic import Field

from archive.web.api.forms import Count, Day, Document, Moment, Named, Offset, Quote, Score, Span, Status


class Directive(Span):
    """What a meeting asked for; `theme` is `general` when it belongs to none."""

    id: str
    theme: str


class MeetingLine(Document):
    """A meeting without its text."""

    id: str
    title: str
    date: Day
    url: str
    in_force: Annotated[bool, Field(description="whether announcements are compared with it")]
    themes: list[Named]
    directives: list[Directive]


class Meetings(Document):
    """All known meetings, the newest first."""

    meetings: list[MeetingLine]


class Damage(Document):
    """A span that the damaged copy had differently."""

    start: Offset
    end: Offset
    raw: str


class Fact(Span):
    """A figure or name that the meeting states."""

    kind: Literal["amount", "percentage", "count", "deadline", "policy", "body", "place"]
    value: str
    unit: str | None


class MeetingPaper(Document):
    """A meeting: its restored text in simplified characters, and spans of it."""

    id: str
    title: str
    date: Day
    url: str
    text: str
    damaged: list[Damage]
    themes: list[Named]
    directives: list[Directive]
    facts: list[Fact]


class Short(Document):
    """An answer in short."""

    id: str
    date: Day
    issuer: str | None
    title: str


class Answer(Short):
    """One text that answers a directive, with the words that do."""

    url: str
    score: Score
    quotation: Quote
    copies: list[str]


class Taken(Answer):
    """An answer that its publisher took down."""

    withdrawn_at: Moment


class Body(Document):
    """An issuer of answers."""

    issuer: str | None
    count: Count


class Answered(Document):
    """A directive with the texts that answer it, the earliest first; copies of a text count once."""

    id: str
    theme: str
    text: str
    count: Count
    first: Short | None
    latest: Short | None
    days_since_meeting: Count
    days_to_first: Count | None
    days_since_latest: Count | None
    silent_days: Annotated[Count | None, Field(description="days without any answer; null when there is one")]
    bodies: list[Body]
    answers: list[Answer]
    withdrawn: Annotated[list[Taken], Field(description="taken down by their publishers; they do not count")]


class Unknown(Document):
    """A source that can not prove that nothing was missed."""

    source: str
    publisher: str
    status: Status | None
    since: Moment | None


class Silence(Document):
    """How sure it is that directives without an answer have none."""

    proven: bool
    sources: Count
    since: Moment | None
    unknown: list[Unknown]
    unjudged: Count


class Ledger(Document):
    """What has answered each directive of a meeting, and what has not."""

    meeting: str
    title: str
    date: Day
    as_of: Moment
    days_since_meeting: Count
    silence: Silence
    directives: list[Answered]


class EditionLine(Document):
    """An edition without its pages; `corrects` is the key of the one that an erratum corrects."""

    key: str
    date: Day
    kind: str
    language: Literal["zh", "en"]
    composed_at: Moment
    subject: str
    corrects: str | None


class Editions(Document):
    """A page of editions, the newest first."""

    count: Count
    after: str | None
    next: str | None
    editions: list[EditionLine]


class EditionPaper(EditionLine):
    """An edition; `content` is its document as it was stored, `errata` are the keys of editions that correct it."""

    errata: list[str]
    content: dict[str, Any]


class Source(Document):
    """A source and how it is. Without its declaration `publisher` is its key, and `column` and `platform` are empty."""

    source: str
    publisher: str
    column: str
    platform: str
    start_urls: list[str]
    enabled: bool
    paused_because: str | None
    status: Annotated[Status | None, Field(description="of the newest run; null when it never ran")]
    why: str
    last_run: Moment | None
    last_success: Moment | None
    last_new: Moment | None


class Sources(Document):
    """All sources."""

    sources: list[Source]


class Sentence(Document):
    """The sentence in which a day stands, around its very words."""

    part: Literal["title", "body", "attachment"]
    name: Annotated[str, Field(description="name of the attachment, else empty")]
    before: str
    words: str
    after: str


class Deadline(Document):
    """What closes on a day. `days` are those left from today, below 0 when it has passed."""

    id: str
    title: str
    url: str
    issuer: str | None
    published: Moment | None
    deadline: Day
    days: int
    amounts: list[str]
    themes: list[str]
    withdrawn_at: Moment | None
    sentence: Sentence | None


class Deadlines(Document):
    """A page of deadlines, the next one first; of those that have passed the last first."""

    count: Annotated[Count, Field(description="so many are there, or more than that when it is not `exact`")]
    exact: bool
    today: Day
    after: str | None
    next: str | None
    deadlines: list[Deadline]


class Counts(Document):
    """How much is kept."""

    announcements: Count
    relevant: Count
    editions: Count
    meetings: Count
    sources: dict[str, Count]


class Health(Document):
    """That the archive can be read."""

    status: Literal["ok"]
