"""The truth about a query: every announcement read in whole, its parts folded line by line, and scanned."""

import re

from archive.asking import parse
from archive.records import Announcement
from archive.terms import Either, Every, Term, Tree
from archive.text import matching


def fulfils(one: Announcement, words: str) -> bool:
    """Tell whether an announcement has what a query asks for."""
    return _holds(parse(words), _lines(one))


def _lines(one: Announcement) -> dict[str, list[str]]:
    texts = {
        "title": [one.title],
        "issuer": [one.issuer or ""],
        "number": [one.doc_number or "", one.index_number or ""],
        "body": [one.body],
        "attachment": [part for file in one.attachments for part in (file.name, file.text or "")],
    }
    return {place: [line for text in some for line in matching(text).split("\n")] for place, some in texts.items()}


def _holds(tree: Tree, lines: dict[str, list[str]]) -> bool:
    if isinstance(tree, Term):
        places = [tree.place] if tree.place else list(lines)
        return any(_stands(tree, line) for place in places for line in lines[place])
    if isinstance(tree, Every):
        return False not in [_holds(part, lines) for part in tree.parts]
    if isinstance(tree, Either):
        return True in [_holds(part, lines) for part in tree.parts]
    return not _holds(tree.part, lines)


def _stands(term: Term, line: str) -> bool:
    forms = [rf"(?<!\d(?=\d)){re.escape(form)}(?!(?<=\d)\d)" for form in term.others]
    return term.word in line or any(re.search(form, line) for form in forms)
