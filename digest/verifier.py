"""The guard of a model's summary: a sentence stands only when the sentences it cites carry every word of it.

What may differ is listed here and nothing else may: numbers and dates may be written in another script, known filler
may be left out, purposes and later clauses may be left out when nothing hangs on them, and `我局` may be named. So a
changed figure, name, date, negation, subject or modality is refused because its words are not there, and what is left
out is refused when the rest would say more than the whole. A true paraphrase is refused too: the extract is there.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from archive.doc_numbers import find as document_numbers
from archive.text import fold
from digest.numerals import Token, dated, tokens

Kind = Literal["shape", "number", "date", "name", "document", "claim"]

LONGEST, LEAST, MOST_SPANS, LONGEST_SPANS = 240, 6, 3, 2000
"""Characters of a sentence, tokens it must have, sentences it may cite, characters of those together."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKUP = re.compile(r"https?:|www\.|[<>{}\\`]|\]\(|javascript:", re.IGNORECASE)
_DOCUMENT = re.compile("《[^《》]{1,120}》")
_BODY = re.compile(
    "[一-鿿]{2,24}?(?:公司|集团|管理局|委员会|管委会|人民政府|办公室|研究院|大学|学院|医院|协会|基金|[一-鿿]局|[一-鿿]厅|[一-鿿]镇|街道)"
)
_NAMES = (
    _BODY,
    re.compile("[一-鿿]{2,3}(?=同志|先生|女士|委员|代表|教授|任[^务何意])"),
    re.compile("[一-鿿]{2,3}(?:省|市|县|区|村)(?![一-鿿]?[场内级])"),
)
_DATE_UNITS = frozenset("年月日号时")

# Blotted out before the signs below are looked for, since they only look like them.
_HARMLESS = re.compile(
    "应用|适应|响应|反应|供应|效应|不断|不仅|不[少低小]于|非常|需求|未来|无人|无线|无偿|财经|经[济营验费]|视觉|视频|重视"
    "|有限公司|例如|免费|假期|寒暑?假|宣传|传感|传统|传输|名称|职称|称号|数据|依据|证据|无锡|否则不予"
)
_HANGS = re.compile(
    "不|未|无|没|非|否|勿|禁|拒|免于|除外|例外|但|然而|却|前提|条件|方可|方能|才|为准|另行|暂|试行|如[果遇需]?|若|倘|须|需|应|可能|预计|视"
    "|假|误|谣|虚|作废|撤|取消|退回|驳回|淘汰|落选|失败|终止|停止|中止|批准后|同意后|审[核定]后|通过后|之前|以前"
)
"""A clause with one of these may turn what stands beside it, so it can not be left out."""
_BOUNDS = re.compile("最高|最多|上限|不超过|不高于|不大于|封顶|以内|为限|仅|只|限|实为|实际|系|属|名义|其中|减|扣")
"""A later clause with one of these makes less of what was said before it."""
_SAYS = re.compile(
    "称|传|说|介绍|指出|强调|透露|报道|反映|回忆|据|认为|表示|估计|建议|提议|提出|请求|希望|呼吁|拟|计划|将|争取|力争|目标|设想|[0-9一二三四五六七八九〇]年|月|日|凡|对"
)
"""A clause in front with one of these says of whom, when or by whose word what follows holds."""
_CONDITION_END = re.compile("(?:的|时|后|前|外|内|下|者|起|中|上)$")
_PURPOSE = re.compile(
    "^(?:为(?:了|此|进一步|贯彻|落实|规范|加[快强]|推[动进]|促进|做好|解决|提[升高]|深[化入]|更好|充分|全面|支持|方便|统筹|集聚|突破|缓解|便利|"
    "发挥|培育|降低|抢抓|优化|扩大)|围绕|结合|根据|依据|按照[^0-9#]*(?:要求|部署|规定|精神|安排|通知)$)"
)
_ACTOR = re.compile(
    "^(?:(?:市|省|区|国家|中山|各镇街|[一-鿿]{2,4}?(?:镇|街道|新区|开发区|区))[^,;:。|]{0,16}?(?:局|厅|委员?会?|政府|办公室|公司|集团|协会|党校|医院|大学)"
    "|[^,;:。|对向为由把将在给支录推布培引奖补促提优每单含被不获开办设]{2,18}?(?:公司|集团))"
)
_OPEN_END = re.compile(
    "(?:的|时|后|下|中)$|^(?:对|按|为|在|据|以|由|到|从|至|根据|经|与|向|如|凡|北京时间|[0-9]+[年月日])"
)
"""A clause so begun or ended waits for the next one, so that nothing is cut off after it."""
_FILLER = re.compile(
    "(?<![不未没无非以])(?:进一步|积极|大力|切实|认真|深入|扎实|持续|不断|着力|充分|近日,?|日前,?|(?:同时|此外|另外),|现(?=就|面向|组织|予以|公开|公布))"
    r"|\(以下(?:简称|称)[^()]{0,40}\)"
)
_HEADLINE = re.compile(r"(?:^|(?<=局|厅|委|府|会|室))关于|的(?:通知|公告|通告)$")
_CLAUSE = re.compile(r"[^,;:。!?|\s][^,;:。!?|]*")
_PAUSES = frozenset(",;:。!|")
_LOOSE = _PAUSES | frozenset("\"'")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence is refused, and the words that are not carried."""

    kind: Kind
    words: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}" if self.words else self.kind


def faults(sentence: str, spans: Sequence[str], same: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
    """Return why the cited sentences do not carry a sentence; nothing when they do.

    `spans` are whole sentences as published, in their order and following each other. `same` are words that the paper
    uses for a name (`我局`) with that name.
    """
    if wrong := _shape(sentence, spans):
        return (wrong,)
    said = _Text.of(fold(dated(sentence)).strip(" ,;:。!"))
    names = {fold(word): fold(name) for word, name in (same or {}).items()}
    readings = list(_readings([fold(dated(one)).strip(" ,;:。!|") for one in spans], names))
    if any(_follows(said, one) for one in readings):
        return ()
    whole = "\n".join(one.text for one in readings)
    return tuple(dict.fromkeys(_named_faults(said, whole))) or (Fault("claim", sentence.strip()[:60]),)


def _shape(sentence: str, spans: Sequence[str]) -> Fault | None:
    if not spans or len(spans) > MOST_SPANS or sum(map(len, spans)) > LONGEST_SPANS:
        return Fault("shape", f"cites {len(spans)} sentences")
    if len(sentence) > LONGEST or len(tokens(fold(sentence))) < LEAST:
        return Fault("shape", f"{len(sentence)} characters")
    if any(unicodedata.category(sign) in _HIDDEN for sign in sentence):
        return Fault("shape", "characters that do not print")
    if any(sentence.count(first) != sentence.count(last) for first, last in ("()", "（）", "《》", "[]", "〔〕")):
        return Fault("shape", "a bracket that is not closed")
    return Fault("shape", "markup or an address") if _MARKUP.search(sentence) else None


def _readings(spans: Sequence[str], names: Mapping[str, str]) -> Iterator["_Text"]:
    """The cited sentences together and every run of them, each also with the names that its words stand for."""
    runs = {tuple(spans[start:end]): None for end in range(len(spans), 0, -1) for start in range(end)}
    for run in runs:
        carried = _Text.joined(run)
        yield carried
        yield from (carried.renamed(word, name) for word, name in names.items() if word in carried.text)


@dataclass(frozen=True, slots=True)
class _Text:
    """A folded text with its tokens; `joints` are the offsets where one cited sentence ends and the next begins."""

    text: str
    tokens: tuple[Token, ...]
    joints: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, joints: tuple[int, ...] = ()) -> "_Text":
        return cls(text, tuple(tokens(text)), joints)

    @classmethod
    def joined(cls, parts: Sequence[str]) -> "_Text":
        joints, length = [], 0
        for part in parts[:-1]:
            length += len(part) + 1
            joints.append(length)
        return cls.of("。".join(parts), tuple(joints))

    def renamed(self, word: str, name: str) -> "_Text":
        """The text with a name in place of the word that stands for it, where that begins a clause."""
        parts = [self.text[start:end] for start, end in zip((0, *self.joints), (*self.joints, None), strict=True)]
        plain = [re.sub(rf"(?<![^,;:。现由经]){re.escape(word)}", lambda _: name, part.rstrip("。")) for part in parts]
        return _Text.joined(plain)


def _follows(said: _Text, carried: _Text) -> bool:
    """Whether the sentence reads along the cited text, passing over nothing but what may be left out."""
    words = [one.word for one in carried.tokens]
    passes = _passes(carried)
    landings = {end for ends in passes.values() for end in ends}
    reached = _closure({0}, words, passes)
    for token in said.tokens:
        ahead = {at + 1 for at in reached if at < len(words) and _same(words[at], token.word)}
        if token.word in _LOOSE:
            ahead |= {at for at in reached if token.word in "\"'" or at in landings or at == 0}
        reached = _closure(ahead, words, passes)
        if not reached:
            return False
    return len(words) in reached


def _same(carried: str, said: str) -> bool:
    return carried == said or (carried in _PAUSES and said in _PAUSES)


def _closure(reached: set[int], words: Sequence[str], passes: Mapping[int, set[int]]) -> set[int]:
    found, waiting = set(reached), list(reached)
    while waiting:
        at = waiting.pop()
        onward = set(passes.get(at, ()))
        if at < len(words) and words[at] in _LOOSE:
            onward.add(at + 1)
        waiting += onward - found
        found |= onward
    return found


def _passes(carried: _Text) -> dict[int, set[int]]:
    """From which token on which others may be reached without saying what stands between."""
    text = _DOCUMENT.sub(lambda one: "□" * len(one.group()), carried.text)
    text = _HARMLESS.sub(lambda one: "□" * len(one.group()), text)
    spans = [one.span() for one in _FILLER.finditer(carried.text)]
    if not carried.joints:
        spans += [one.span() for one in _HEADLINE.finditer(carried.text)]
    spans += _clauses_that_may_go(carried, text)
    starts = {one.start: index for index, one in enumerate(carried.tokens)}
    starts[len(carried.text)] = len(carried.tokens)
    found: dict[int, set[int]] = {}
    for start, end in spans:
        if start in starts and end in starts:
            found.setdefault(starts[start], set()).add(starts[end])
    return found


def _clauses_that_may_go(carried: _Text, text: str) -> Iterator[tuple[int, int]]:
    """Purposes anywhere; all before a clause with a subject of its own; all after a clause; unless something hangs."""
    clauses = [one.span() for one in _CLAUSE.finditer(text)]
    last_joint = carried.joints[-1] if carried.joints else 0
    first_joint = carried.joints[0] if carried.joints else len(text)
    for (start, end), (following, _) in pairwise(clauses):
        if _PURPOSE.search(text[start:end]) and not _HANGS.search(text[start:end]) and following not in carried.joints:
            yield start, following
    for index, (start, end) in enumerate(clauses):
        before, after = (
            [text[slice(*one)] for one in clauses[:index]],
            [text[slice(*one)] for one in clauses[index + 1 :]],
        )
        if before and start < first_joint and _ACTOR.search(carried.text[start:end]) and not any(map(_leads, before)):
            yield 0, start
        if (
            after
            and start >= last_joint
            and not _OPEN_END.search(text[start:end].strip())
            and not any(map(_lessens, after))
        ):
            yield end, len(text)


def _leads(clause: str) -> bool:
    """Whether a clause in front says of whom, when or under what condition the rest holds."""
    return bool(_HANGS.search(clause) or _SAYS.search(clause) or _CONDITION_END.search(clause))


def _lessens(clause: str) -> bool:
    return bool(_HANGS.search(clause) or _BOUNDS.search(clause))


def _named_faults(said: _Text, whole: str) -> Iterator[Fault]:
    """What of the sentence is nowhere in the cited text, by its kind."""
    known = {one.word for one in tokens(whole)}
    for token, following in zip(said.tokens, (*said.tokens[1:], None), strict=True):
        if token.is_number and token.word not in known:
            kind: Kind = "date" if following is not None and following.word in _DATE_UNITS else "number"
            yield Fault(kind, said.text[token.start : token.end])
    yield from (Fault("document", one) for one in _DOCUMENT.findall(said.text) if one not in whole)
    yield from (Fault("document", one) for one in document_numbers(said.text) if one not in document_numbers(whole))
    yield from (Fault("name", one) for pattern in _NAMES for one in pattern.findall(said.text) if one not in whole)
