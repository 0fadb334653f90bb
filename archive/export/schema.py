"""The tables of an exported SQLite file, and what Datasette is told of them. Pure."""

from typing import Any

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "announcements": (
        "公告 Announcements, each in its newest words",
        {
            "id": "publisher family and post id, such as zs-2491968",
            "title": "",
            "published": "moment of publication as the publisher states it, Beijing time",
            "issuer": "发布机构 who issued it, as printed",
            "doc_number": "文号",
            "index_number": "索引号",
            "url": "page at which it was met first",
            "source": "source that met it first",
            "relevant": "1: judged to be about AI or robotics in Zhongshan; 0: not; empty: not judged yet",
            "score": "chance of relevance, 0 to 1",
            "topics": "JSON list of ai, robotics",
            "summary": "",
            "deadline": "first day of a deadline that is still stated",
            "amounts": "JSON list of sums, in the announcement's words",
            "first_seen": "when it was first met, Beijing time",
            "last_seen": "when a list or its page last had it",
            "withdrawn_at": "when it was found taken down; empty while it is there",
            "revision": "number of the newest revision, from 1",
            "canonical_id": "id of the first copy when this is a repost, else its own",
            "raw_sha256": "SHA-256 of the bytes of the page",
            "body": "plain text, one paragraph a line",
            "number": "running number in this file",
        },
    ),
    "attachments": (
        "附件 Attachments of the newest revision, with their text",
        {
            "id": "",
            "announcement_id": "",
            "position": "from 1, in the order of the page",
            "name": "",
            "url": "",
            "media_type": "",
            "sha256": "SHA-256 of the file's bytes",
            "status": "ok: all its text; ocr: all, recognised in pictures; else why text is missing",
            "text": "",
        },
    ),
    "revisions": (
        "修订 Every state of the words that was seen",
        {
            "id": "",
            "announcement_id": "",
            "revision": "from 1",
            "seen_at": "when it was first seen, Beijing time",
            "title": "",
            "published": "",
            "issuer": "",
            "doc_number": "",
            "raw_sha256": "",
            "body": "",
        },
    ),
    "meetings": (
        "会议 Meetings with whose directives announcements are compared",
        {"id": "", "title": "", "date": "", "url": "", "text": "restored text in simplified characters"},
    ),
    "directives": (
        "要求 What the meetings asked for",
        {
            "id": "meeting and directive",
            "meeting_id": "",
            "directive": "",
            "theme": "study 学习, application 应用, industry 产业, talent 人才, general",
            "text": "exactly the slice start:end of the meeting's text",
            "start": "counted in Unicode code points",
            "end": "",
        },
    ),
    "alignments": (
        "对照 Which announcement carries out which directive, with the words of both sides",
        {
            "id": "",
            "announcement_id": "",
            "directive_id": "empty when its meeting is not in this file",
            "meeting": "",
            "directive": "",
            "theme": "",
            "score": "0 to 1",
            "part": "title, body or attachment:<sha256>",
            "revision": "",
            "start": "of the quotation in that part, in Unicode code points",
            "end": "",
            "quotation": "exactly that slice of the announcement",
            "directive_start": "",
            "directive_end": "",
            "directive_quotation": "exactly that slice of the meeting's text",
        },
    ),
}
"""By table: what it is, and its columns with what they mean where the name does not say it."""

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE announcements (
    id TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL, published TEXT, issuer TEXT, doc_number TEXT, index_number TEXT,
    url TEXT NOT NULL, source TEXT NOT NULL, relevant INTEGER, score REAL, topics TEXT, summary TEXT, deadline TEXT,
    amounts TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, withdrawn_at TEXT, revision INTEGER NOT NULL,
    canonical_id TEXT NOT NULL, raw_sha256 TEXT NOT NULL, body TEXT NOT NULL, number INTEGER NOT NULL UNIQUE
);
CREATE INDEX announcements_published ON announcements (published);
CREATE INDEX announcements_deadline ON announcements (deadline);
CREATE INDEX announcements_canonical_id ON announcements (canonical_id);
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY, announcement_id TEXT NOT NULL REFERENCES announcements (id), position INTEGER NOT NULL,
    name TEXT NOT NULL, url TEXT NOT NULL, media_type TEXT, sha256 TEXT, status TEXT NOT NULL, text TEXT
);
CREATE INDEX attachments_announcement_id ON attachments (announcement_id);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY, announcement_id TEXT NOT NULL REFERENCES announcements (id), revision INTEGER NOT NULL,
    seen_at TEXT NOT NULL, title TEXT NOT NULL, published TEXT, issuer TEXT, doc_number TEXT, raw_sha256 TEXT NOT NULL,
    body TEXT NOT NULL, UNIQUE (announcement_id, revision)
);
CREATE TABLE meetings (
    id TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE directives (
    id TEXT PRIMARY KEY NOT NULL, meeting_id TEXT NOT NULL REFERENCES meetings (id), directive TEXT NOT NULL,
    theme TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE TABLE alignments (
    id INTEGER PRIMARY KEY, announcement_id TEXT NOT NULL REFERENCES announcements (id),
    directive_id TEXT REFERENCES directives (id), meeting TEXT NOT NULL, directive TEXT NOT NULL, theme TEXT NOT NULL,
    score REAL NOT NULL, part TEXT NOT NULL, revision INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    quotation TEXT NOT NULL, directive_start INTEGER NOT NULL, directive_end INTEGER NOT NULL,
    directive_quotation TEXT NOT NULL
);
CREATE INDEX alignments_announcement_id ON alignments (announcement_id);
CREATE INDEX alignments_directive_id ON alignments (directive_id);
CREATE VIRTUAL TABLE announcements_search USING fts5 (
    title, issuer, doc_number, body, content="announcements", content_rowid="number", tokenize="trigram"
);
CREATE VIRTUAL TABLE attachments_search USING fts5 (
    name, text, content="attachments", content_rowid="id", tokenize="trigram"
);
"""
FIND = """
select id, title, published, issuer, url from announcements
where title like '%' || :words || '%' or body like '%' || :words || '%' or id in (
    select announcement_id from attachments where text like '%' || :words || '%' or name like '%' || :words || '%'
) order by published desc limit 200
"""
ANSWERED = """
select directives.id, directives.theme, directives.text, count(distinct announcements.canonical_id) as answers,
    min(announcements.published) as first, max(announcements.published) as latest
from directives left join alignments on alignments.directive_id = directives.id
left join announcements on announcements.id = alignments.announcement_id
group by directives.id order by directives.meeting_id, directives.start
"""
LABELS = {"announcements": "title", "attachments": "name", "meetings": "title", "directives": "text"}
MORE: dict[str, dict[str, Any]] = {
    "announcements": {
        "fts_table": "announcements_search",
        "fts_pk": "number",
        "sort_desc": "published",
        "facets": ["source", "relevant", {"array": "topics"}],
    },
    "attachments": {"fts_table": "attachments_search", "fts_pk": "id", "facets": ["status"]},
    "alignments": {"sort_desc": "score", "facets": ["theme", "directive_id"]},
    "about": {"hidden": True},
}


def described(called: str) -> dict[str, Any]:
    """Return what `datasette FILE --metadata …` is told; `called` is the file's name without its ending."""
    tables: dict[str, Any] = {name: dict(more) for name, more in MORE.items()}
    for name, (what, columns) in TABLES.items():
        said = {column: meaning for column, meaning in columns.items() if meaning}
        tables.setdefault(name, {}).update(description=what, columns=said)
        if name in LABELS:
            tables[name]["label_column"] = LABELS[name]
    find = "Find any words, also one or two characters, which the search boxes of the tables can not"
    answered = "What has answered each directive, and what has not"
    return {
        "title": "中山观察 Zhongshan Watch",
        "description": "Announcements of the Zhongshan city government on AI and robotics, with the words they rest on",
        "databases": {
            called: {
                "tables": tables,
                "queries": {
                    "find": {"sql": FIND.strip(), "title": find},
                    "answered": {"sql": ANSWERED.strip(), "title": answered},
                },
            }
        },
    }
