"""What surrounds the content on every page: head, navigation, footer, error pages, home pages."""

from collections.abc import Iterable
from html import escape

from tests.twin.columns import Column

FOOTER = """<div class="footer">
<div class="friend-link"><span>友情链接：</span>
<a href="http://www.gov.cn/" target="_blank">中国政府网</a>
<a href="http://www.gd.gov.cn/" target="_blank">广东省人民政府</a>
<a href="https://www.sz.gov.cn/" target="_blank">深圳市人民政府</a>
<a href="http://www.zsnews.cn/" target="_blank">中山网</a></div>
<p>中山市人民政府办公室主办　中山市信息中心承办　<a href="http://www.zs.gov.cn/gywz/">关于我们</a> | <a href="http://www.zs.gov.cn/wzdt/">网站地图</a></p>
<p><a href="https://beian.miit.gov.cn/">粤ICP备11005604号</a>　网站标识码4420000052　粤公网安备44200002442868号</p>
<p>建议使用1024 X 768分辨率 IE8.0以上版本浏览器</p>
</div>"""
PROVINCE_FOOTER = """<div class="footer"><p>主办：南方新闻网　协办：广东省人民政府办公厅信息处　网站标识码4400000131</p>
<p><a href="https://beian.miit.gov.cn/">粤ICP备20000000号</a>　粤公网安备 44010402000000号</p></div>"""
_TOP = """<div class="top-bar"><a href="/wza/">无障碍版</a> <a href="javascript:;">长者助手</a>
<a href="/neibu/login.html">登录</a> <a href="http://big5.zs.gov.cn/">繁体版</a></div>"""


def head(title: str, column: Column | None, metas: Iterable[str], script: str = "") -> str:
    """Return everything down to and including the opening of the body."""
    site = escape(column.owner) if column else "中山市人民政府门户网站"
    lines = "\n".join(metas)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge,chrome=1">
<title>{escape(title)}{"-" + site if title else site}</title>
{lines}
<link rel="stylesheet" href="/assets/style/main.css">
<script>{script}</script>
</head>
<body>
"""


def top(column: Column, hot: Iterable[str]) -> str:
    """Return the bar, the logo, the navigation and the hot searches."""
    words = " ".join(
        f'<a href="http://search.gd.gov.cn/search/all/760001?keywords={word}" target="_blank">{word}</a>'
        for word in hot
    )
    return f"""{_TOP}
<div class="header"><a class="logo" href="{column.root}">
<img src="/assets/images/logo.png" alt="{escape(column.owner)}"></a>
<div class="nav"><a href="{column.root}">首页</a> <a href="http://www.zs.gov.cn/zwgk/">政务公开</a>
<a href="http://www.zs.gov.cn/ywb/">政务服务</a> <a href="http://www.zs.gov.cn/gkmlpt/index">政府信息公开</a>
<a href="{column.url}">{escape(column.name)}</a></div>
<div class="hot">热点搜索：{words}</div></div>
"""


def bottom(column: Column) -> str:
    """Return the footer and the end of the page."""
    return f'{footer(column.host)}\n<script src="/assets/script/share.js"></script>\n</body>\n</html>\n'


def footer(host: str) -> str:
    """Return the footer of a host's pages."""
    return PROVINCE_FOOTER if host.endswith("gd.gov.cn") else FOOTER


def hot_words(column: Column, day: int) -> list[str]:
    """Return the hot searches; at one bureau they are other ones each day, with no word of the page changed."""
    words = ["社保查询", "公积金", "居住证", "入学积分", "企业开办", "不动产登记"]
    turn = day if column.host == "hrss.zs.gov.cn" else 0
    return words[turn : turn + 3]


def not_found(host: str) -> str:
    """Return the page of a 404."""
    return (
        head("404-您访问的页面不存在", None, [])
        + f"""<div class="error-page"><img src="/assets/images/404.png" alt="404">
<p>抱歉，您访问的页面不存在或已删除！</p><p><a href="http://{host}/">返回首页</a></p></div>
{FOOTER}
</body></html>
"""
    )


def home(host: str, columns: Iterable[Column]) -> str:
    """Return the home page of a host or of an owner's folder: its columns."""
    items = "\n".join(
        f'<li><a href="{column.url}">{escape(column.owner)} · {escape(column.name)}</a></li>' for column in columns
    )
    return head("", None, []) + f'<div class="columns"><ul>\n{items}\n</ul></div>\n{FOOTER}\n</body></html>\n'


ROBOTS = "User-agent: *\nDisallow: /neibu/\n"
"""robots.txt of every host: all is allowed but one folder, which the bar on top of each page links to."""
