"""The records that cross between rooms: frozen, keyword-only, without behaviour beyond reading themselves.

Moments are aware datetimes in Asia/Shanghai; offsets count Unicode code points of the stored text.
"""

from archive.records.announcements import (
    READ,
    Announcement,
    Attachment,
    AttachmentStatus,
    Found,
    Kept,
    Outcome,
    Reading,
    Revision,
    Validators,
)
from archive.records.answers import Answer
from archive.records.citations import Citation, Cited, Grade, Holder, Link, Relation
from archive.records.editions import Mail, MailStatus, Silence, StoredEdition
from archive.records.figures import Bound, Figure, FigureKind
from archive.records.judgements import Alignment, Analysis, DirectiveQuote, Quote, Relevance
from archive.records.meetings import Damage, Directive, Fact, Meeting, Theme
from archive.records.questions import Facet, Hit, Order, Query, Results, Trait
from archive.records.runs import Execution, Health, RunError, RunFacts, SourceRun, SourceStatus, Visit
from archive.records.service import Alarm, Role, Service, ServiceKind
from archive.records.subscribers import EditionKind, Filters, Subscriber, SubscriberStatus, filters_of
from archive.records.upkeep import Fault

__all__ = [
    "READ",
    "Alarm",
    "Alignment",
    "Analysis",
    "Announcement",
    "Answer",
    "Attachment",
    "AttachmentStatus",
    "Bound",
    "Citation",
    "Cited",
    "Damage",
    "Directive",
    "DirectiveQuote",
    "EditionKind",
    "Execution",
    "Facet",
    "Fact",
    "Fault",
    "Figure",
    "FigureKind",
    "Filters",
    "Found",
    "Grade",
    "Health",
    "Hit",
    "Holder",
    "Kept",
    "Link",
    "Mail",
    "MailStatus",
    "Meeting",
    "Order",
    "Outcome",
    "Query",
    "Quote",
    "Reading",
    "Relation",
    "Relevance",
    "Results",
    "Revision",
    "Role",
    "RunError",
    "RunFacts",
    "Service",
    "ServiceKind",
    "Silence",
    "SourceRun",
    "SourceStatus",
    "StoredEdition",
    "Subscriber",
    "SubscriberStatus",
    "Theme",
    "Trait",
    "Validators",
    "Visit",
    "filters_of",
]
