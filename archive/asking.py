"""The language of queries, read into a tree of terms. Pure.

    算力 补贴              both          "算力补贴"        the words together (also “” and 「」)
    算力 OR 智算           one of them   或 and | too
    算力 -停水             without it    NOT and 非 too
    (算力 OR 智算) 补贴    groups        标题:算力          in one place only (机构 正文 附件 文号; title issuer body …)

Whatever does not read as an operator where it stands is searched as it is written.
"""

import re
from dataclasses import dataclass

from archive.errors import WrongUse
from archive.forms import others
from archive.records.questions import Place
from archive.terms import Either, Every, Term, Tree, Without, leaves
from archive.text import QUOTES, matching

MAX_CHARACTERS = 1000
MAX_TERMS = 32
MAX_DEPTH = 8
FIELDS: dict[str, Place] = {
    "标题": "title", "題目": "title", "標題": "title", "title": "title",
    "机构": "issuer", "機構": "issuer", "发布机构": "issuer", "issuer": "issuer",
    "正文": "body", "body": "body",
    "附件": "attachment", "attachment": "attachment",
    "文号": "number", "文號": "number", "number": "number",
}  # fmt: skip
WORDS = {"OR": "or", "或": "or", "AND": "and", "且": "and", "NOT": "not", "非": "not"}
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | dict.fromkeys(map(ord, QUOTES), 0x22)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_OPERATORS = {
    "or": re.compile(r"\|+"),
    "not": re.compile(r"-(?=[^\s\-|])"),
    "field": re.compile(rf"({'|'.join(FIELDS)}):(?=[^\s|)])", re.IGNORECASE),
}
_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`word`, `phrase`, `field`, `or`, `and`, `not`, `(` or `)`."""
    text: str


def parse(words: str) -> Tree:
    """Return what a query asks for; an empty one is `Every()`.

    Raises WrongUse for more than 1,000 characters, 32 words, or 8 parentheses inside each other; for nothing else.
    """
    if len(words) > MAX_CHARACTERS:
        raise WrongUse(f"search: {len(words)} characters; expected {MAX_CHARACTERS} at most")
    tree = _Parser(_tokens(_UNSTORABLE.sub("\ufffd", words).translate(_HALF))).whole()
    count = len(set(leaves(tree)))
    if count > MAX_TERMS:
        raise WrongUse(f"search: {count} words; expected {MAX_TERMS} at most")
    return tree


def term(word: str, place: Place | None = None) -> Term | None:
    """Return the term of a word or phrase, None when nothing of it is left to be searched."""
    copy = matching(word.replace("\n", " "))
    return Term(copy, place, others(copy)) if copy else None


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    closing: set[int] = set()
    at = _blanks(text, 0)
    while at < len(text):
        token, length = _token(text, at, closing)
        found.append(token)
        at = _blanks(text, at + length)
    return found


def _token(text: str, at: int, closing: set[int]) -> tuple[_Token, int]:
    """Return the token that begins here and its length; the end of a group that begins here is noted in `closing`."""
    if at in closing:
        return _Token(")", ")"), 1
    if text[at] == "(" and (end := _end_of_group(text, at)) is not None:
        closing.add(end)
        return _Token("(", "("), 1
    if text[at] == '"' and (quote := text.find('"', at + 1)) >= 0:
        return _Token("phrase", text[at + 1 : quote]), quote + 1 - at
    for kind, pattern in _OPERATORS.items():
        if (match := pattern.match(text, at)) and (kind != "not" or at + 1 not in closing):
            return _Token(kind, match[0]), len(match[0])
    end = next((i for i in range(at, len(text)) if text[i].isspace() or text[i] == "|" or i in closing), len(text))
    word = text[at:end]
    return _Token(WORDS.get(word, "word"), word), end - at


def _blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _end_of_group(text: str, start: int) -> int | None:
    """Return where the group that begins here ends, None when this parenthesis is only a character of a word."""
    depth, quoted = 0, False
    for at in range(start, len(text)):
        quoted ^= text[at] == '"'
        if not quoted:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0 and not quoted:
            ends = at + 1 == len(text) or text[at + 1].isspace() or text[at + 1] in "|)"
            return at if ends and text[start + 1 : at].strip() else None
    return None


class _Parser:
    """Reads tokens into a tree; an operator without what it needs beside it is a word."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Tree:
        """Return the tree of all tokens."""
        return self._either(None, 0) or Every()

    def _either(self, place: Place | None, depth: int) -> Tree | None:
        parts = [self._every(place, depth)]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._every(place, depth))
        alternatives = tuple(dict.fromkeys(part for part in parts if part is not None))
        return Either(alternatives) if len(alternatives) > 1 else next(iter(alternatives), None)

    def _every(self, place: Place | None, depth: int) -> Tree | None:
        parts: list[Tree | None] = []
        began = self._at
        while self._kind() not in {"", ")"}:
            operates = self._at > began and self._operand_follows()
            if self._kind() == "or" and operates:
                break
            if self._kind() == "and" and operates:
                self._at += 1
            parts.append(self._operand(place, depth))
        needed = tuple(dict.fromkeys(part for part in parts if part is not None))
        return needed[0] if len(needed) == 1 else Every(needed) if needed else None

    def _operand(self, place: Place | None, depth: int) -> Tree | None:
        token = self._tokens[self._at]
        follows = self._operand_follows()
        self._at += 1
        if token.kind in {"(", "not"} and depth == MAX_DEPTH:
            raise WrongUse(f"search: more than {MAX_DEPTH} parentheses inside each other")
        if token.kind == "(":
            inner = self._either(place, depth + 1)
            self._at += 1  # the closing one: a group without it was none
            return inner
        if token.kind == "not" and follows:
            part = self._operand(place, depth + 1)
            return None if part is None else Without(part)
        if token.kind == "field" and follows:
            return self._operand(FIELDS[token.text[:-1].lower()], depth)
        return term(token.text if token.kind == "phrase" else token.text.strip('"'), place)

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _operand_follows(self) -> bool:
        return self._kind(1) not in {"", ")"}
