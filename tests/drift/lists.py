"""How redesigns change the page of a list, and an interface its answers."""

import json
import random
import re
from collections.abc import Mapping

from tests.drift.mutations import Change, Kind, on_text, rename_all, rewritten, squeezed, untouched, wrap

ROW = re.compile(r"<(li|tr)\b(?:(?!<\1\b).)*?post_\d+\.html.*?</\1>\s*", re.DOTALL)
DATE = re.compile(r"(20\d\d)([-/年])(\d\d)([-/月])(\d\d)日?")
DRAWN = '<div id="list"></div><script>axios.get("/api/rows").then(draw)</script>'


def fewer_rows(dice: random.Random) -> Change:
    keep = dice.choice([0, 1, 2, 3])

    def edit(page: str) -> str:
        for row in list(ROW.finditer(page))[keep:]:
            page = page.replace(row[0], "")
        return page

    return on_text(edit)


def rows_by_script(_: random.Random) -> Change:
    return on_text(lambda page: DRAWN.join([ROW.sub("", page).partition("</body>")[0], "</body></html>"]))


def addresses_by_script(_: random.Random) -> Change:
    return on_text(lambda page: re.sub(r'href="[^"]*post_(\d+)\.html"', r'href="javascript:view(\1)"', page))


def other_addresses(dice: random.Random) -> Change:
    form = dice.choice([r"/detail?id=\1", r"/info/\1.shtml", r"/content/article_\1.html"])
    return on_text(lambda page: re.sub(r"/?content/m?post_(\d+)\.html", form, page))


def no_dates(_: random.Random) -> Change:
    return on_text(lambda page: DATE.sub("", page))


def short_dates(dice: random.Random) -> Change:
    form = dice.choice([r"\3-\5", r"\3月\5日", r"\5/\3/\1", r"\1\3\5", r"\1.\3.\5"])
    return on_text(lambda page: DATE.sub(form, page))


def dates_of_today(_: random.Random) -> Change:
    return on_text(lambda page: DATE.sub("2026-11-18", page))


def no_pager(_: random.Random) -> Change:
    return on_text(lambda page: re.sub(r'<div class="(?:page|pagination)">.*?</div>', "", page, flags=re.DOTALL))


def nameless_rows(_: random.Random) -> Change:
    def edit(page: str) -> str:
        page = re.sub(r'(<a href="[^"]*post_\d+\.html") title="[^"]*"', r"\1", page)
        return re.sub(r'(<a href="[^"]*post_\d+\.html"[^>]*>).*?</a>', r"\1查看详情</a>", page, flags=re.DOTALL)

    return on_text(edit)


def column_for_title(_: random.Random) -> Change:
    def edit(page: str) -> str:
        page = re.sub(r'(<a href="[^"]*post_\d+\.html") title="[^"]*"', r"\1", page)
        return re.sub(
            r'(<a href="[^"]*post_\d+\.html"[^>]*>).*?</a>', r"\1中山市人民政府通知公告栏目</a>", page, flags=re.DOTALL
        )

    return on_text(edit)


def upside_down(_: random.Random) -> Change:
    def edit(page: str) -> str:
        rows = [found[0] for found in ROW.finditer(page)]
        turned = iter(reversed(rows))
        return ROW.sub(lambda _: next(turned), page)

    return on_text(edit)


def a_box_more(_: random.Random) -> Change:
    box = "".join(
        f'<li><a href="http://www.zs.gov.cn/zwgk/zcjd/jd/content/post_{number}.html">热门信息推荐第{number}条</a></li>'
        for number in range(2600001, 2600006)
    )
    return on_text(lambda page: page.replace('<div class="footer">', f'<ul class="hot">{box}</ul><div class="footer">'))


def on_interface(dice: random.Random) -> Change:
    """Give a field of the answer's records another name, another form, or drop records."""
    fields = ("title", "url", "post_url", "publisher", "document_number", "identifier", "attachment")
    dates = ("date", "display_publish_time", "first_publish_time", "created_at", "create_time")
    what = dice.choice([*fields, "urls", "dates", "articles", "half", "strings", "more"])

    def change(raw: bytes) -> bytes:
        answer = json.loads(raw)
        gone = {"urls": ("url", "post_url"), "dates": dates}.get(what, (what,))
        for record in answer["articles"]:
            for name in gone:
                if name in record:
                    record[f"new_{name}"] = record.pop(name)
            if what == "strings":
                record["display_publish_time"] = str(record["display_publish_time"])
        if what == "articles":
            answer["list"] = answer.pop("articles")
        elif what == "half":
            answer["articles"] = answer["articles"][: len(answer["articles"]) // 3]
        return json.dumps(answer, ensure_ascii=False).encode()

    return change


KINDS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        *(rename_all, wrap, rewritten, squeezed, untouched, fewer_rows, rows_by_script, addresses_by_script),
        *(other_addresses, no_dates, short_dates, dates_of_today, no_pager, nameless_rows, column_for_title),
        *(upside_down, a_box_more),
    )
}
