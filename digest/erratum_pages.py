"""An erratum laid out: subject, page and text, with the same corrections in both."""

import re
from typing import Any

from digest import view
from digest.context import context
from digest.edition import Edition
from digest.erratum_words import corrected, fact_name, subject, value, word
from digest.render import LIMIT, Pages, environment, han, inlined

SHOWN = (60, 30, 15, 6, 2)
"""Corrections that are laid out at most, fewer as long as the page is too large."""
MISSED_SHOWN = 12
"""Items that were missed and are told in full, of these."""
_BLANK_LINES = re.compile(r"\n{3,}")


def pages(edition: Edition) -> Pages:
    """Return subject, page and text of an erratum; the page takes less than LIMIT bytes, what is left out is counted.

    Every other edition is laid out by `render.pages`.
    """
    for most in SHOWN:
        values = _values(edition, most)
        page = inlined(environment().get_template("erratum.html.j2").render(values))
        if len(page.encode()) < LIMIT:
            break
    text = environment().get_template("erratum.txt.j2").render(values)
    laid_out = _BLANK_LINES.sub("\n\n", text).strip() + "\n"
    return Pages(subject=subject(edition), html=page, text=laid_out)


def _values(edition: Edition, most: int) -> dict[str, Any]:
    language = edition.language
    shown = edition.corrections[:most]
    full = {one.line.id: one for one in edition.items[: min(most, MISSED_SHOWN)]}
    return context(view.view(edition, view.everything(edition))) | {
        "subject": subject(edition),
        "shown": [one for one in shown if one.id not in full],
        "missed": [full[one.id] for one in shown if one.id in full],
        "more": len(edition.corrections) - len(shown),
        "w": lambda phrase, **values: word(language, phrase, **values),
        "of": corrected(edition),
        "fact_name": lambda name: fact_name(edition, name),
        "value": lambda name, stated: value(language, name, stated),
        "han": han(edition),
        "mark": lambda name, at: "",
        "end": "",
    }
