"""What the pages say, in Chinese and English."""

from typing import Final, Literal, get_args

from archive.web import closing_words, room_words, why_words
from archive.web.announcement_words import ANNOUNCEMENT
from archive.web.frame_words import FRAME
from archive.web.reading_words import THEMES, WORDS
from archive.web.searching_words import SEARCHING

Language = Literal["zh", "en"]
_ROOMS = room_words.WORDS | closing_words.WORDS | why_words.WORDS
LANGUAGES: tuple[str, ...] = get_args(Language)
_LINKS: Final[dict[str, tuple[str, str]]] = {
    "name": ("中山观察", "Zhongshan Watch"),
    "api_about": (
        "给程序用的接口：与网页同样的检索、公告、会议与来源，JSON 格式，只读。",
        "For programs: the same search, announcements, meetings and sources as on the pages, as JSON, read-only.",
    ),
    "what": (
        "中山市政府人工智能与机器人公告：逐站采集、留存原文、逐条对照会议要求。",
        "Announcements of the Zhongshan city government on AI and robotics, kept and held against the meeting's words.",
    ),
    "here": (
        "订阅的确认、暂停与退订页面也在这里，链接在邮件里。",
        "The pages that confirm, pause and end subscriptions are here too; their links stand in the mails.",
    ),
    "confirm_title": ("确认订阅", "Confirm the subscription"),
    "confirm_ask": ("要把“中山观察”送到 {address} 吗？", "Shall Zhongshan Watch be sent to {address}?"),
    "confirm_button": ("确认订阅", "Confirm"),
    "confirm_done": ("已确认。下一期起送到 {address}。", "Confirmed. The next edition will be sent to {address}."),
    "leave_title": ("退订", "Unsubscribe"),
    "leave_ask": ("不再把“中山观察”送到 {address}？", "Send nothing more to {address}?"),
    "leave_button": ("退订", "Unsubscribe"),
    "leave_done": ("已退订，不再向 {address} 发送。", "Unsubscribed. Nothing more is sent to {address}."),
    "rather_pause": ("只想暂停一段时间", "Pause for a while instead"),
    "pause_title": ("暂停", "Pause"),
    "pause_ask": (
        "暂停向 {address} 发送，直到（当天恢复）：",
        "Pause what is sent to {address} until (sent again that day):",
    ),
    "pause_button": ("暂停", "Pause"),
    "resume_button": ("立即恢复", "Send again now"),
    "pause_done": ("已暂停，{until} 恢复。", "Paused until {until}."),
    "resume_done": ("已恢复发送。", "Editions are sent again."),
    "paused_now": ("现在暂停中，{until} 恢复。", "Paused at present, until {until}."),
    "pause_wrong": ("请选一个从明天起一年之内的日期。", "Please choose a day from tomorrow on, within a year."),
    "unknown_title": ("链接无效", "Link not valid"),
    "unknown": (
        "这个链接无效，或已失效。请用最近一封邮件里的链接，或联系管理员。",
        "This link is not valid, or not any more. Please take the one in the latest mail, or ask the operator.",
    ),
    "not_found": ("没有这个页面。", "There is no such page."),
    "method": ("这个页面不接受这种请求。", "This page does not take such a request."),
    "too_large": ("内容过大。", "Too much was sent."),
    "too_slow": ("请求太慢。", "The request took too long."),
    "failed": ("出了差错，已记录。", "Something went wrong; it was noted."),
    "away": ("存档暂时打不开，请稍后再试。", "The archive can not be reached now; please try again later."),
}
_WORDS: Final = FRAME | WORDS | SEARCHING | ANNOUNCEMENT | _ROOMS | _LINKS


def say(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase with its values put in; an unknown phrase is a KeyError."""
    return _WORDS[phrase][language == "en"].format(**values)


def theme(language: Language, name: str) -> str:
    """Return the heading of a theme; one that only its meeting knows goes by its name there."""
    return THEMES[name][language == "en"] if name in THEMES else name


def chosen(accepts: str, default: Language) -> Language:
    """Return the language of a page for a browser's Accept-Language: the first of ours that it names."""
    for stated in accepts[:200].lower().split(","):
        tag = stated.strip()[:2]
        if tag in {"zh", "en"}:
            return "zh" if tag == "zh" else "en"
    return default
