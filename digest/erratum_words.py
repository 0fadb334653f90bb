"""What an erratum says in its own words, in Chinese and English; quotations are never translated. Pure."""

from typing import Final

from digest.edition import Edition, Language
from digest.wording import say

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "subject": ("更正 {date} {what}：{n} 处", "correction of {what} of {date}: {n}"),
    "name": ("更正", "Correction"),
    "of": (
        "本函更正 {date} {what}（{key}）中的下列内容；原件在存档中保持不变。",
        "This corrects the following in {what} of {date} ({key}); the original stays in the archive as it was.",
    ),
    "daily": ("日报", "the daily edition"),
    "weekly": ("周报", "the weekly edition"),
    "immediate": ("即时报", "the edition sent at once"),
    "reason": ("更正原因：{why}", "Why: {why}"),
    "not_yours": ("另有 {n} 处更正，涉及未向您报告的公告。", "{n} more, of announcements that you were not told."),
    "not_relevant": ("不应报告", "Should not have been told"),
    "wrong": ("报告有误", "Told wrongly"),
    "missed": ("当时漏报", "Missed then"),
    "was": ("原报", "we said"),
    "now": ("应为", "it is"),
    "nothing": ("（无）", "(nothing)"),
    "quote": ("公告原文", "The announcement says"),
    "asks": ("会议要求", "The meeting asks"),
    "grounds": ("现判断依据", "Grounds of the judgement now"),
    "relevance": ("与人工智能、机器人相关", "about AI or robotics"),
    "title": ("标题", "title"),
    "issuer": ("发布机构", "issuer"),
    "doc_number": ("文号", "document number"),
    "published": ("发布日期", "date of publication"),
    "deadline": ("截止日期", "deadline"),
    "amounts": ("金额", "amounts"),
    "edits": ("所报修改", "edits told"),
    "directive": ("对应要求 {id}", "answers directive {id}"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "more": (
        "另有 {n} 处更正未列出，见存档（zswatch digest replay --key {key}）。",
        "{n} more corrections are not shown; the archive has all (zswatch digest replay --key {key}).",
    ),
}


def word(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in a language with its values put in."""
    return _WORDS[phrase][language == "en"].format(**values)


def fact_name(edition: Edition, name: str) -> str:
    """Return what a fact is called; a directive by its id, with its meeting's where that is not the first one."""
    kind, _, which = name.partition(":")
    return word(edition.language, kind, id=which.removeprefix(f"{edition.meeting.id}/"))


def value(language: Language, name: str, stated: str) -> str:
    """Return what was said or is right; that a thing is not so is said too."""
    kind = name.partition(":")[0]
    if kind in {"relevance", "directive"}:
        return word(language, "yes" if stated else "no")
    return stated or word(language, "nothing")


def corrected(edition: Edition) -> dict[str, str]:
    """Return what is corrected, in words: the kind of the edition and its day."""
    kind, _, day = edition.corrects.partition("-")
    return {"what": word(edition.language, kind), "date": day[:10], "key": edition.corrects}


def subject(edition: Edition) -> str:
    """Return the subject of an erratum."""
    language = edition.language
    told = word(language, "subject", n=len(edition.corrections), **corrected(edition))
    return f"{say(language, 'name')} {edition.date.isoformat()}{say(language, 'colon')}{told}"
