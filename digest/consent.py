"""The mail that asks an address whether it wants the digest, as a page and as text."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from archive.records import Subscriber

_KINDS = {
    "daily": ("每日", "daily"),
    "weekly": ("每周", "weekly"),
    "immediate": ("即时", "immediate"),
}
_SUBJECT = ("请确认订阅：中山观察", "Please confirm: Zhongshan Watch")


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked, of whom: `wants` are the filters in words, `link` is empty where no page is served."""

    subscriber: Subscriber
    wants: str
    link: str
    code: str
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """The question laid out."""

    subject: str
    html: str
    text: str


def lay_out(question: Question) -> Asking:
    """Return the question in the subscriber's language."""
    english = question.subscriber.language == "en"
    kinds = (_KINDS[one][english] for one in question.subscriber.editions if one in _KINDS)
    said = {"q": question, "one": question.subscriber, "en": english, "kinds": (", " if english else "、").join(kinds)}
    return Asking(
        subject=_SUBJECT[english],
        html=_templates().get_template("invitation.html.j2").render(said),
        text=_templates().get_template("invitation.txt.j2").render(said),
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("digest"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
