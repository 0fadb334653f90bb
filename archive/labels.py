"""What people call the filters and their values, in Chinese and English, for pages, commands and feeds. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from archive.records import Meeting

Language = Literal["zh", "en"]
Names = Mapping[str, Mapping[str, str]]
"""By filter, what a value is called: themes as their meeting does, sources as their publisher."""

FILTERS: Final[dict[str, tuple[str, str]]] = {
    "words": ("词语", "words"),
    "since": ("发布自", "published from"),
    "until": ("发布至", "published to"),
    "source": ("来源", "source"),
    "issuer": ("机构名含", "issuer contains"),
    "body": ("发布机构", "issued by"),
    "town": ("镇街", "town"),
    "theme": ("主题", "theme"),
    "directive": ("会议要求", "directive"),
    "topic": ("领域", "topic"),
    "has": ("含有", "has"),
    "doc_number": ("文号", "document number"),
    "relevant": ("相关性", "relevance"),
    "sort": ("排序", "order"),
    "year": ("年份", "year"),
}
"""By the name of the query's field, or of the facet."""
THEMES: Final[dict[str, str]] = {
    "study": "Study",
    "application": "Application",
    "industry": "Industry",
    "talent": "Talent",
    "innovation": "Innovation",
    "computing": "Computing",
    "data": "Data",
    "policy": "Policy",
    "safety": "Safety",
    "investment": "Investment",
    "funding": "Funding",
    "service": "Service",
    "enterprise": "Enterprises",
    "ecosystem": "Ecosystem",
    "project": "Projects",
    "platform": "Platforms",
    "environment": "Environment",
    "organisation": "Organisation",
    "responsibility": "Responsibility",
    "cooperation": "Cooperation",
    "publicity": "Publicity",
    "general": "Overall",
}
"""The English of themes; their Chinese is their meeting's own word."""
_TOWNS: Final[dict[str, str]] = {
    "火炬开发区": "Torch Development Zone",
    "翠亨新区": "Cuiheng New District",
    "石岐街道": "Shiqi Subdistrict",
    "五桂山街道": "Wuguishan Subdistrict",
    "南朗街道": "Nanlang Subdistrict",
    "民众街道": "Minzhong Subdistrict",
    "东区街道": "East Subdistrict",
    "西区街道": "West Subdistrict",
    "南区街道": "South Subdistrict",
    "小榄镇": "Xiaolan Town",
    "横栏镇": "Henglan Town",
    "沙溪镇": "Shaxi Town",
    "大涌镇": "Dachong Town",
    "黄圃镇": "Huangpu Town",
    "东凤镇": "Dongfeng Town",
    "阜沙镇": "Fusha Town",
    "坦洲镇": "Tanzhou Town",
    "三乡镇": "Sanxiang Town",
    "板芙镇": "Banfu Town",
    "神湾镇": "Shenwan Town",
    "古镇镇": "Guzhen Town",
    "港口镇": "Gangkou Town",
    "南头镇": "Nantou Town",
    "三角镇": "Sanjiao Town",
}
_VALUES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "town": {name: (name, english) for name, english in _TOWNS.items()},
    "topic": {"ai": ("人工智能", "artificial intelligence"), "robotics": ("机器人", "robotics")},
    "has": {
        "money": ("金额", "money"),
        "deadline": ("截止日期", "deadline"),
        "attachment": ("附件", "attachment"),
        "revision": ("修订", "revision"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    "relevant": {
        "yes": ("相关", "relevant"),
        "no": ("不相关", "not relevant"),
        "unjudged": ("尚未判断", "not judged yet"),
    },
    "year": {"none": ("无日期", "undated")},
    "sort": {
        "best": ("最相符的在前", "best first"),
        "newest": ("最新的在前", "newest first"),
        "oldest": ("最早的在前", "oldest first"),
        "deadline": ("先截止的在前", "next deadline first"),
    },
}


def filter_name(language: Language, name: str) -> str:
    """Return what a filter is called, by the name of its field in a query; an unknown one is a KeyError."""
    return FILTERS[name][language == "en"]


def label(language: Language, name: str, value: str, names: Names | None = None) -> str:
    """Return what a value of a filter is called; one that nothing is known of goes by itself.

    `names` are those of `names_of`, and of the sources where the catalogue is at hand.
    """
    stated = (names or {}).get(name, {}).get(value)
    if name == "theme":
        return theme(language, value, stated)
    if value in (known := _VALUES.get(name, {})):
        return known[value][language == "en"]
    return stated or value


def theme(language: Language, value: str, name: str | None = None) -> str:
    """Return the heading of a theme: its meeting's own word in Chinese, a known translation in English."""
    if language == "en":
        return THEMES.get(value, name or value)
    return "总体要求" if value == "general" and not name else name or value


def names_of(meetings: Iterable[Meeting]) -> dict[str, dict[str, str]]:
    """Return what meetings call their themes, the first one's word where two differ, and their directives' words."""
    themes: dict[str, str] = {}
    directives: dict[str, str] = {}
    for meeting in meetings:
        for one in meeting.themes:
            themes.setdefault(one.id, one.name)
        directives |= {f"{meeting.id}/{each.id}": each.text for each in meeting.directives}
    return {"theme": themes, "directive": directives}
