"""What the interface says of announcements: hits, documents, revisions, attachments, the account of a judgement."""

from typing import Annotated, Any, Literal

from pydantic import Field

from archive.records import AttachmentStatus, Order
from archive.records.questions import Place
from archive.web.api.forms import Count, Day, Document, Moment, Part, Quote, Score, Sha256, Span


class Hit(Document):
    """One hit of a search. `words` is the snippet without its marks 【】; `marks` are the spans of all hits in it."""

    id: str
    url: str
    title: str
    published: Moment | None
    issuer: str | None
    score: Annotated[float, Field(description="higher is better; 0 without words to search for")]
    snippet: Annotated[str, Field(description="the words around the first hit, which stands between 【 and 】")]
    part: Annotated[Place, Field(description="where the hit of the snippet stands")]
    name: Annotated[str | None, Field(description="name of the attachment in which it stands")]
    words: str
    marks: list[Annotated[list[Count], Field(min_length=2, max_length=2)]]


class Facet(Document):
    """How many of the hits have a value of a filter."""

    value: str
    count: Count


class Found(Document):
    """A page of hits. `order` is what was really done: words that stand nearly everywhere are told newest first."""

    count: Annotated[Count, Field(description="so many were found, or more than that when it is not `exact`")]
    exact: bool
    order: Order
    after: Annotated[str | None, Field(description="the cursor of the next page; null at the end")]
    next: Annotated[str | None, Field(description="the next page, relative to this one unless web.url is set")]
    facets: Annotated[dict[str, list[Facet]] | None, Field(description="by filter, the most first; null unless asked")]
    hits: list[Hit]


class Attachment(Document):
    """A file of an announcement. `status` says whether `text` is all of its words, or why it is not."""

    url: str
    name: str
    media_type: str | None
    sha256: Sha256 | None
    status: AttachmentStatus
    text: str | None


class Files(Document):
    """The attachments of the newest revision, without their texts, and the length of each text in code points."""

    id: str
    revision: int
    attachments: list["File"]


class File(Document):
    """An attachment without its text; `characters` is null when none is known."""

    url: str
    name: str
    media_type: str | None
    sha256: Sha256 | None
    status: AttachmentStatus
    characters: Count | None


class Relevance(Document):
    """Whether it is about AI or robotics in Zhongshan."""

    relevant: bool
    score: Score
    topics: list[str]
    reasons: list[str]


class Alignment(Document):
    """A directive that it carries out, with the words of both sides."""

    meeting: str
    directive: str
    theme: str
    score: Score
    announcement_quote: Quote
    directive_quote: Span


class Figure(Span):
    """A sum, share, count or last day that it states, with what it measures."""

    part: Part
    recognised: Annotated[bool, Field(description="its text was recognised in a picture (OCR)")]
    kind: Literal["amount", "percentage", "count", "deadline"]
    value: Annotated[str, Field(description="a plain number, of a deadline a day")]
    unit: Annotated[str, Field(description="元 or the currency as printed, %, date, or the measure word")]
    bound: Literal["max", "min", "about", "exact"]
    per: Annotated[str, Field(description="for each what a sum is (每人每月), else empty")]
    subject: str


class Cited(Document):
    """A span beside others; in a meeting its part is empty and its revision 0."""

    part: str
    revision: Count
    start: Count
    end: Count
    text: str


class Closes(Document):
    """A last day to apply, with its words."""

    day: Day
    quote: Cited


class Offer(Document):
    """What can be applied for, until when and how much."""

    what: Cited
    until: Annotated[Day | None, Field(description="the first of the days")]
    days: list[Closes]
    sums: list[Cited]
    shares: list[Cited]
    places: list[Cited]
    source: Cited | None


class Comparison(Document):
    """A figure of it beside one of a meeting or of a policy that it rests on."""

    relation: Literal["within", "at_cap", "above", "reached", "below"]
    beside: Literal["meeting", "policy"]
    id: str
    title: str
    ours: Cited
    theirs: Cited


class Paper(Document):
    """An announcement with its newest words and what is thought of them, as `zswatch export` writes it."""

    id: Annotated[str, Field(description="publisher family and post id, such as zs-2491968")]
    url: str
    source: Annotated[str, Field(description="the source that met it first")]
    post_id: int | None
    title: str
    published: Moment | None
    issuer: str | None
    doc_number: Annotated[str | None, Field(description="文号")]
    index_number: Annotated[str | None, Field(description="索引号")]
    body: Annotated[str, Field(description="plain text, one paragraph a line")]
    raw_sha256: Sha256
    first_seen: Moment
    last_seen: Moment
    withdrawn_at: Moment | None
    revision: Annotated[int, Field(ge=1)]
    attachments: list[Attachment]
    canonical_id: Annotated[str, Field(description="of the first copy when this is a repost, else its own")]
    relevance: Annotated[Relevance | None, Field(description="null when it was not judged yet")]
    alignments: list[Alignment]
    figures: list[Figure]
    offer: Offer | None
    comparisons: list[Comparison]


class Piece(Document):
    """Some words that both texts have, that went or that came."""

    kind: Literal["same", "gone", "come"]
    text: str


class Change(Document):
    """What changed in one part. `more` paragraphs differ beside these; -1: too long or unlike to be compared."""

    part: Literal["title", "published", "issuer", "doc_number", "body", "attachment"]
    name: Annotated[str, Field(description="name of the attachment, else empty")]
    paragraphs: list[list[Piece]]
    more: Annotated[int, Field(ge=-1)]


class State(Document):
    """A revision, and what it changed in the one before it."""

    revision: Annotated[int, Field(ge=1)]
    seen_at: Moment
    title: str
    published: Moment | None
    issuer: str | None
    doc_number: str | None
    raw_sha256: Sha256
    body: str
    changes: Annotated[list[Change] | None, Field(description="null where it was compared with none")]


class History(Document):
    """The newest revisions, the newest first; `earlier` ones are not shown."""

    id: str
    earlier: Count
    revisions: list[State]


class Account(Document):
    """Why it was selected or left out, and matched or not (docs/schemas/why.schema.json has every detail)."""

    id: str
    url: str
    title: str
    revision: Annotated[int, Field(ge=1)]
    method: Annotated[str, Field(description="version of the steps and hash of the vocabulary")]
    relevant: bool
    score: Score
    reasons: list[str]
    recognised: list[Part]
    relevance: dict[str, Any]
    alignments: dict[str, Any]
    summary: dict[str, Any]
    second_opinion: dict[str, Any] = Field(default_factory=dict)
    figures: list[dict[str, Any]]
    offer: dict[str, Any] | None
    comparisons: list[dict[str, Any]]
    citations: list[dict[str, Any]] = Field(default_factory=list)
    chain: list[dict[str, Any]] = Field(default_factory=list)
