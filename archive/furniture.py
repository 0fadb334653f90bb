"""What stands around the words of a page and changes by itself: counters, print and share bars, footers.

None of it is what a publisher says, so that it counts neither for revisions nor for copies. A line counts as such only
when it has nothing else in it; 主办单位 and the like name hosts of an event as often as owners of a site, and count
only beside what is the foot of a page without doubt.
"""

import re
import unicodedata

FOOT_LINES = 8
"""So many lines at the end of a page may be its foot."""
LONGEST = 200
"""Characters of a line that may be furniture."""
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

_COUNT = r"(?:本[页文])?(?:浏览|阅读|点击|访问|查看)(?:次数|人次|量|数|率)?[:]?\(?(?:-+|\d[\d,]*)?(?:\.\d+)?万?\+?\)?(?:人?次)?"  # noqa: E501
_BAR = (
    r"(?:保存|收藏|打印(?:本[页文])?|关闭(?:窗口|本页)?|返回(?:顶部|列表|上一页)?|字(?:体|号)[:]?|[大中小]|分享(?:到|至)?[:]?|"
    r"微信|微博|新浪微博|朋友圈|QQ空间|QQ|复制链接|扫一扫(?:在手机打开当前页)?|手机扫一扫打开当前页|语音播报|朗读|"
    r"无障碍(?:阅读)?|收听|繁体版?|放大|缩小|T\|T|A[+-])"
)
_SIGNS = r"[\[\]【】()<>《》「」|/·,，.。;；:、+\-_—*]"
_STAMP = r"(?:发布|更新)?(?:日期|时间)[:]\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\d{1,2}:\d{2}(?::\d{2})?)?"
_ORIGIN = r"(?:信息)?来源[:][\u3400-\u9fff]{2,30}?(?=浏览|阅读|点击|访问|发布|更新|字体|字号|分享|打印|[\[【(|]|$)"
# Possessive: a line made to be read in many ways must not be tried in all of them.
_MOVES = re.compile(rf"(?>{_COUNT}|{_BAR}|{_STAMP}|{_ORIGIN}|{_SIGNS})++")
_SURE = re.compile(rf"{_COUNT}|打印|字体|字号|分享|关闭窗口|关闭本页|返回(?:顶部|列表)|扫一扫")
_FOOT = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|技术支持[::]|(?:上|下)一[篇条][::]|您是第\d+位|最佳浏览|建议使用.{0,20}浏览器|"
    r"^[【\[(]?(?:责任编辑|编辑|二审|三审|校对|责编|初审|终审|值班编委)[:: ]"
)
_MAYBE_FOOT = re.compile(
    r"^(?:主办|承办|协办|维护|联系电话|网站电话|地址|邮编|邮政编码|网站地图|关于我们|联系我们|隐私声明)"
)


def bare(text: str) -> str:
    """Return the lines of a text that are words of the publisher, as they stand."""
    lines = text.split("\n")
    kept = [line for line in lines if not _moves(line)]
    foot = {place for place in range(max(0, len(kept) - FOOT_LINES), len(kept)) if _FOOT.search(plain(kept[place]))}
    if foot:
        foot |= {place for place in range(min(foot), len(kept)) if _MAYBE_FOOT.match(plain(kept[place]))}
        foot |= set(_just_above(kept, min(foot)))
    return "\n".join(line for place, line in enumerate(kept) if place not in foot)


def spelled(text: str) -> str:
    """Return the words of a text without furniture, widths and blanks: equal for two that say the same."""
    return plain(bare(text).replace("\n", ""))


def plain(text: str) -> str:
    """Return a text without invisible characters, widths and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(INVISIBLE).split())


def _just_above(lines: list[str], foot: int) -> range:
    """Return the places of lines right above a foot that are only a foot beside one."""
    first = foot
    while first > max(0, len(lines) - FOOT_LINES) and _MAYBE_FOOT.match(plain(lines[first - 1])):
        first -= 1
    return range(first, foot)


def _moves(line: str) -> bool:
    if not line or len(line) > LONGEST:
        return False
    said = plain(line)
    return bool(said and _SURE.search(said) and _MOVES.fullmatch(said))
