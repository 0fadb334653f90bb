"""Pages laid out. Nothing on them needs the script, an image or another host."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, partial
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from archive.printable import printable
from archive.records import Subscriber
from archive.web.words import Language, say, theme

LINE = 400
"""Characters of a title or name that are shown at most."""
CHOICES = (7, 14, 30, 90)
"""Days of a pause that can be chosen with one press."""


def message(language: Language, title: str, *lines: str, root: str = "", frame: object = None) -> str:
    """Return a page that says something; `root` leads from it to the front page."""
    return render("message.html.j2", language, {"title": title, "lines": lines, "root": root, "frame": frame})


def question(kind: str, one: Subscriber, pause: str = "") -> str:
    """Return the page with one button that confirms (`confirm`) or ends (`leave`) a subscription.

    `pause` is the token of the page for a pause, empty where none can be had.
    """
    return render("question.html.j2", one.language, {"kind": kind, "one": one, "pause": pause, "root": "../../"})


def pause(one: Subscriber, today: date, wrong: str = "") -> str:
    """Return the page on which a pause is chosen; `wrong` says what was wrong with an earlier choice."""
    days = {count: today + timedelta(days=count) for count in CHOICES}
    return render("pause.html.j2", one.language, {"one": one, "days": days, "wrong": wrong, "root": "../../"})


def style(sheet: str = "style.css") -> str:
    """Return the style sheet of all pages, or another one beside it."""
    return _templates().get_template(sheet).render()


def script() -> str:
    """Return the one script of all pages, none of which needs it."""
    return _templates().get_template("script.js").render()


def render(template: str, language: Language, values: Mapping[str, object]) -> str:
    """Return a page from a template; `values` has at least `root`, the way from the page to the front page.

    With `frame` (`archive.web.asked.Frame`) come the navigation and the other language; None leaves them out.
    """
    words = {"t": partial(say, language), "theme": partial(theme, language)}
    return _templates().get_template(template).render(language=language, **words, **{"frame": None, **values})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("archive.web"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(shown=printable, line=line, step=partial(quote, safe=""))
    return made


def line(text: str, most: int = LINE) -> str:
    """Return a text in one line of bounded length, without what does not print."""
    whole = " ".join(printable(text[: most * 2]).split())
    return whole if len(whole) <= most else f"{whole[:most]}…"
