"""What a group's message says in its own words, in Chinese and English. Pure."""

from typing import Final

from digest.edition import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "due": ("{days} 天内截止", "Deadlines within {days} days"),
    "changes": ("悄然修改", "Quiet edits"),
    "withdrawn": ("已被撤下", "Withdrawn"),
    "items": ("新增", "New"),
    "alert_new": ("新出现的问题", "New"),
    "alert_lasting": ("仍未恢复", "Still so"),
    "alert_over": ("已恢复", "Over"),
    "text": ("更正", "Correction"),
    "deadline": ("截止 {day}（{left}）", "until {day} ({left})"),
    "edit": ("“{old}” → “{new}”", "“{old}” → “{new}”"),
    "gone": ("{day} 起不可访问", "gone since {day}"),
    "asks": ("会议要求：“{words}”", "The meeting asks: “{words}”"),
    "says": ("公告原文：“{words}”", "The announcement says: “{words}”"),
    "nothing": ("（无）", "(nothing)"),
    "undated": ("日期不详", "undated"),
    "left_out": ("另有 {n} 条未列出", "{n} more not listed"),
    "whole": ("查看完整一期", "The whole edition"),
    "dot": (" · ", " · "),
}


def word(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in the language with its values put in; an unknown one is a KeyError."""
    return _WORDS[phrase][language == "en"].format(**values)
