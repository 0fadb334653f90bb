"""How redesigns change article pages: each kind is made once from dice and then applied to every page alike."""

import random
import re
from collections.abc import Callable, Mapping

from lxml import html

Change = Callable[[bytes], bytes]
Kind = Callable[[random.Random], Change]
Tree = html.HtmlElement
BODIES = (
    "article", "TRS_Editor", "zw", "xxxq_text_cont", "con_txt", "content", "article-content",
)  # fmt: skip
WORDS = ("main", "box", "cont", "detail", "view", "page", "news", "wrap", "area", "text")


def on_text(edit: Callable[[str], str]) -> Change:
    """Make a change of text one of bytes."""
    return lambda raw: edit(raw.decode()).encode()


def on_tree(edit: Callable[[Tree], None]) -> Change:
    """Make a change of a tree one of bytes."""

    def change(raw: bytes) -> bytes:
        root = html.document_fromstring(raw, parser=html.HTMLParser(encoding="utf-8"))
        edit(root)
        return html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")

    return change


def body_of(root: Tree) -> Tree | None:
    """Return the container of the body by the names that the sites give it: the innermost of the first name."""
    for name in BODIES:
        found = root.xpath(f"//div[contains(concat(' ', @class, ' '), ' {name} ')]")
        if found:
            return found[-1]
    return None


def _name(dice: random.Random) -> str:
    return f"{dice.choice(WORDS)}-{dice.choice(WORDS)}{dice.randrange(100)}"


def rename_all(dice: random.Random) -> Change:
    mark = _name(dice)
    return on_text(lambda page: re.sub(r'\b(class|id)="(?!nfw-)', rf'\1="{mark}-', page))


def rename_body(dice: random.Random) -> Change:
    name = _name(dice)

    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            body.set("class", name)

    return on_tree(edit)


def retag(dice: random.Random) -> Change:
    tags = dice.choice([("div", "section"), ("p", "div"), ("span", "em"), ("h1", "div"), ("td", "th"), ("h2", "p")])
    return on_text(lambda page: re.sub(rf"<(/?){tags[0]}\b", rf"<\1{tags[1]}", page))


def wrap(dice: random.Random) -> Change:
    names = [_name(dice) for _ in range(dice.randint(1, 4))]
    opening, closing = "".join(f'<div class="{name}">' for name in names), "</div>" * len(names)
    return on_text(lambda page: page.replace("<body>", f"<body>{opening}").replace("</body>", f"{closing}</body>"))


def body_last(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        body = body_of(root)
        if body is not None and body.getparent().tag != "body":
            body.getparent().append(body)

    return on_tree(edit)


def body_first(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            body.getparent().insert(0, body)

    return on_tree(edit)


def no_metas(dice: random.Random) -> Change:
    names = dice.choice(["ArticleTitle", "PubDate", "ContentSource", "[A-Za-z]+"])
    return on_text(lambda page: re.sub(rf'<meta name="{names}"[^>]*>\n?', "", page, flags=re.IGNORECASE))


def wrong_metas(dice: random.Random) -> Change:
    name, value = dice.choice(
        [("ArticleTitle", "信息详情"), ("PubDate", "2026-11-18 08:00"), ("ContentSource", "网站")]
    )
    return on_text(lambda page: re.sub(rf'(<meta name="{name}" content=")[^"]*', rf"\g<1>{value}", page, flags=re.I))


def relabel(dice: random.Random) -> Change:
    source, day = "信息来源|(?<!信息)来源", "发布日期|时间 "
    names = {source: ("供稿", "发文部门", "文章来源"), day: ("上线", "刊登于", "发布时间")}
    names |= {"文号": ("编号", "公文编码"), "索引号": ("档案号",)}
    old = dice.choice(list(names))
    new = dice.choice(names[old])
    return on_text(lambda page: re.sub(rf"({old})(?=\s*[:：])", new, page, count=1))


def redate(dice: random.Random) -> Change:
    form = dice.choice(["{d}/{m}/{y}", "{m}-{d}", "{y}{m}{d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{d} Nov {y}"])

    def one(found: re.Match[str]) -> str:
        return found[1] + form.format(y=found[2], m=found[3], d=found[4])

    return on_text(
        lambda page: re.sub(r"((?:发布日期|时间)\s*[:：]\s*)(\d{4})[-年](\d\d)[-月](\d\d)日?", one, page, count=1)
    )


def no_date(_: random.Random) -> Change:
    return on_text(
        lambda page: re.sub(r"(?:发布日期|时间)\s*[:：]\s*\d{4}[-年]\d\d[-月]\d\d日?( [\d:]{8})?", "", page, count=1)
    )


def date_of_today(_: random.Random) -> Change:
    return on_text(
        lambda page: re.sub(
            r"((?:发布日期|时间 ?)\s*[:：]\s*)\d{4}[-年]\d\d[-月]\d\d", r"\g<1>2026-11-18", page, count=1
        )
    )


def header_to_the_end(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        for css in ("info", "xx", "laiyuan", "xxxq_info", "sj", "time", "xxxq_ly", "property", "introduce", "date-row"):
            for found in root.xpath(f"//*[@class='{css}']"):
                root.find("body").append(found)

    return on_tree(edit)


def header_into_script(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        for css in ("info", "xx", "laiyuan", "xxxq_info", "sj", "time", "xxxq_ly", "property", "introduce", "date-row"):
            for found in root.xpath(f"//*[@class='{css}']"):
                found.getparent().remove(found)

    return on_tree(edit)


def no_attachments(_: random.Random) -> Change:
    return on_text(lambda page: re.sub(r'<a class="nfw-cms-attachment"[^>]*>(.*?)</a>', r"\1", page))


def attachments_by_script(_: random.Random) -> Change:
    return on_text(
        lambda page: re.sub(r'(<a class="nfw-cms-attachment"[^>]*href=")[^"]*', r"\1javascript:download();", page)
    )


def attachments_elsewhere(dice: random.Random) -> Change:
    where = dice.choice([r"\1/download?id=\2", r"\1/files/\2.html"])

    def edit(page: str) -> str:
        page = page.replace("nfw-cms-attachment", "file-link")
        return re.sub(r'(href="[^"]*?)/attachment/\d+/\d+/(\d+)/\d+\.\w+', where, page)

    return on_text(edit)


def attachments_nameless(_: random.Random) -> Change:
    return on_text(lambda page: re.sub(r'(<a class="nfw-cms-attachment"[^>]*) alt="[^"]*"', r"\1", page))


def no_title(_: random.Random) -> Change:
    def edit(page: str) -> str:
        page = re.sub(r"<title>.*?</title>", "<title>信息详情-政府网站</title>", page)
        page = re.sub(r'<meta name="ArticleTitle"[^>]*>', "", page, flags=re.IGNORECASE)
        return re.sub(r"<h1[^>]*>.*?</h1>", "", page)

    return on_text(edit)


def empty_body(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            for child in list(body):
                body.remove(child)
            body.text = "正在加载…"

    return on_tree(edit)


def half_hidden(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        body = body_of(root)
        for child in list(body)[1:] if body is not None else []:
            child.set("style", "display:none")

    return on_tree(edit)


def furnished(dice: random.Random) -> Change:
    words = dice.choice(
        [
            "相关推荐：中山市人民政府门户网站欢迎您，请登录后查看更多内容。",
            "本页面由系统自动生成，仅供参考，请以原件为准。",
        ]
    )

    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            line = html.fragment_fromstring(f"<p>{words}</p>")
            body.insert(0 if dice.random() < 0.5 else len(body), line)

    return on_tree(edit)


def in_pictures(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            for child in list(body):
                body.remove(child)
            body.append(html.fragment_fromstring('<p><img src="/assets/images/1.png" alt=""></p>'))

    return on_tree(edit)


def in_a_frame(_: random.Random) -> Change:
    def edit(root: Tree) -> None:
        if (body := body_of(root)) is not None:
            body.getparent().replace(body, html.fragment_fromstring('<iframe src="/body.html"></iframe>'))

    return on_tree(edit)


def recoded(dice: random.Random) -> Change:
    """Take UTF-8 for Latin-1, for GBK or for ASCII, and write what that gives."""
    wrong = dice.choice(["latin-1", "gb18030", "ascii"])
    return lambda raw: raw.decode(wrong, "replace").encode()


def unclosed(_: random.Random) -> Change:
    return lambda raw: raw[: int(len(raw) * 0.6)]


def untouched(_: random.Random) -> Change:
    return lambda raw: raw


def squeezed(_: random.Random) -> Change:
    return on_text(lambda page: re.sub(r">\s*\n\s*<", "><", page))


def dressed(dice: random.Random) -> Change:
    extra = f'<script src="/s{dice.randrange(99)}.js"></script><style>.x{{color:red}}</style><!-- {_name(dice)} -->'
    return on_text(lambda page: page.replace("</head>", f"{extra}</head>").replace("<div ", '<div data-v="1" '))


def new_footer(_: random.Random) -> Change:
    return on_text(lambda page: page.replace("粤ICP备11005604号", "粤ICP备2026000000号").replace("无障碍版", "关怀版"))


def declared_otherwise(dice: random.Random) -> Change:
    other = dice.choice(["gb2312", "iso-8859-1", "gbk"])
    return on_text(lambda page: page.replace('charset="utf-8"', f'charset="{other}"'))


def in_gbk(_: random.Random) -> Change:
    return lambda raw: raw.decode().encode("gb18030")


def rewritten(_: random.Random) -> Change:
    return on_tree(lambda root: None)


KINDS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        *(rename_all, rename_body, retag, wrap, body_last, body_first, no_metas, wrong_metas, relabel, redate, no_date),
        *(date_of_today, header_to_the_end, header_into_script, no_attachments, attachments_by_script),
        *(attachments_elsewhere, attachments_nameless, no_title, empty_body, half_hidden, furnished, in_pictures),
        *(in_a_frame, recoded, unclosed, untouched, squeezed, dressed, new_footer, declared_otherwise, in_gbk),
        *(rewritten,),
    )
}
