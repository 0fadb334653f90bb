"""What stands around every page, in Chinese and English."""

from typing import Final

FRAME: Final[dict[str, tuple[str, str]]] = {
    "skip": ("跳到正文", "Skip to the content"),
    "rooms": ("栏目", "Sections"),
    "room_search": ("搜索", "Search"),
    "room_meetings": ("会议要求", "Meetings"),
    "room_sources": ("信息来源", "Sources"),
    "room_deadlines": ("截止日期", "Deadlines"),
    "room_editions": ("各期简报", "Editions"),
    "room_api": ("数据接口", "API"),
    "search_words": ("搜索词", "Words to search for"),
    "search_hint": ("搜索公告", "Search the archive"),
    "search_button": ("搜索", "Search"),
    "footer": (
        "中山观察是公告的存档，不是政府网站。文字以发布单位的原文为准；引文一字不改。",
        "An archive, and no site of the government. The publishers' own pages hold; quotations are word for word.",
    ),
}
