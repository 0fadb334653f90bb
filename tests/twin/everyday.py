"""The words of the made-up everyday announcements, by kind of publisher: see everyday.toml."""

import tomllib
from functools import cache
from pathlib import Path

from tests.twin.columns import Catalogue, Column

PLACES = (
    *("石岐街道", "东区街道", "小榄镇", "黄圃镇", "古镇镇", "坦洲镇"),
    *("三乡镇", "沙溪镇", "南头镇", "板芙镇", "神湾镇"),
)
WORKS = ("供水管道改造", "雨污分流", "人行道修缮", "桥梁检测", "路灯更换", "河涌清淤", "公园绿化养护", "校舍修缮")
CITIES = ("佛山市", "惠州市", "江门市", "肇庆市", "汕头市", "湛江市")
BY_STYLE = {
    "gxj": "industry",
    "psc": "service",
    "kj": "science",
    "hrss": "labour",
    "fgj": "visits",
    "province": "province",
    "town": "notices",
    "newtown": "notices",
}
BY_KEY = {"portal-ldhd": "visits", "portal-zhxx": "visits", "portal-jd": "readings", "portal-tzgg": "notices"}


def templates(column: Column | Catalogue) -> list[tuple[str, str]]:
    """Return titles and bodies that suit a column."""
    return _templates()[column.kind or _kind(column)]


def _kind(column: Column | Catalogue) -> str:
    style = getattr(column, "style", "portal")
    return BY_KEY.get(column.key) or ("papers" if style == "portal" else BY_STYLE[style])


@cache
def _templates() -> dict[str, list[tuple[str, str]]]:
    stated = tomllib.loads((Path(__file__).parent / "everyday.toml").read_text(encoding="utf-8"))
    return {kind: [(one["title"], one["body"].strip()) for one in every] for kind, every in stated.items()}
