"""The columns that the twin serves: where they stand, and in which of the sites' many fashions they are set."""

from urllib.parse import urljoin

from tests.twin.announcements import Post
from tests.twin.bureaus import BUREAUS
from tests.twin.bureaus import CATALOGUES as _CATALOGUES
from tests.twin.shapes import PORTAL, Catalogue, Column
from tests.twin.towns import TOWNS

CATALOGUE = "zs_gkmlpt-all"
"""The city's own catalogue."""


def _portal(key: str, path: str, name: str, **more: int | str) -> Column:
    owner = "中山市人民政府门户网站"
    stated = {"layout": "news_list", "style": "portal", **more}
    return Column(key=f"portal-{key}", host=PORTAL, path=path, name=name, owner=owner, **stated)  # type: ignore[arg-type]


def _own(key: str, host: str, path: str, name: str, owner: str, **more: int | str) -> Column:
    return Column(key=key, host=host, path=path, name=name, owner=owner, **more)  # type: ignore[arg-type]


_GXJ = {"owner": "中山市工业和信息化局", "site": "/gxj", "style": "gxj"}
_TOPIC = "推动人工智能与机器人产业跨越式发展"
_GD = {"owner": "广东省人民政府门户网站", "style": "province", "layout": "view_list", "scheme": "https"}

_ALL = [
    _portal("tzgg", "/zwgk/gzdt/tzgg/", "通知公告"),
    _portal("zhxx", "/zwgk/jdxx/zhxx/", "综合信息", layout="clearfix"),
    _portal("jd", "/zwgk/zcjd/jd/", "政策解读", links="root"),
    _portal("szfwj", "/zwgk/fggw/szfwj/", "市政府文件", layout="view_list"),
    _portal("sfbwj", "/zwgk/fggw/sfbwj/", "市府办文件", layout="view_list", links="schemeless"),
    _portal("bsgfxwj", "/zwgk/fggw/bsgfxwj/", "本市规范性文件", layout="table"),
    _portal("ldhd", "/zwgk/ldzc/ldhd/", "领导活动", layout="clearfix", links="https"),
    _own("zs_gxj-tzgg", PORTAL, "/gxj/tzgg/", "通知公告", layout="list_time", **_GXJ),
    _own("zs_gxj-zxgk", PORTAL, "/gxj/wgk/zxgk/", "执行公开", layout="list_time", links="relative", **_GXJ),
    _own("zs_gxj-glgk", PORTAL, "/gxj/wgk/glgk/", "管理公开", layout="list_time", **_GXJ),
    _own(
        "zs_psc-tzgg",
        "psc.zs.gov.cn",
        "/gzdt/tzgg/",
        "通知公告",
        "中山市政务服务和数据管理局",
        layout="numbered",
        style="psc",
    ),
    _own("zs_kj-zjdc", "kj.zs.gov.cn", "/hdjl/zjdc/", "征集调查", "中山市科学技术局", layout="inside", style="kj"),
    _own(
        "zs_hrss-jggk",
        "hrss.zs.gov.cn",
        "/xxgk/wgk/jggk/",
        "结果公开",
        "中山市人力资源和社会保障局",
        layout="table",
        style="hrss",
        links="relative",
    ),
    _own(
        "zs_fgj-zwdt",
        PORTAL,
        "/fgj/zwdt/",
        "工作动态",
        "中山市发展和改革局",
        site="/fgj",
        layout="news_list",
        style="fgj",
    ),
    _own(
        "zs_hjq-gggs",
        PORTAL,
        "/hjq/gggs/",
        "公告公示",
        "中山火炬高技术产业开发区管理委员会",
        site="/hjq",
        layout="numbered",
        style="town",
        links="root",
    ),
    _own(
        "zs_chxq-gggs",
        PORTAL,
        "/chxq/gggs/",
        "公告公示",
        "中山翠亨新区管理委员会",
        site="/chxq",
        layout="inside",
        style="newtown",
    ),
    _own("gd_rgznjqr-index", "www.gd.gov.cn", "/gdywdt/zwzt/rgznjqr/", _TOPIC, **_GD),
    _own("gd_rgznjqr-zcjd", "www.gd.gov.cn", "/gdywdt/zwzt/rgznjqr/zcjd/", "政策解读", **_GD),
]
COLUMNS = {column.key: column for column in (*_ALL, *BUREAUS, *TOWNS)}
CATALOGUES = {catalogue.key: catalogue for catalogue in _CATALOGUES}


def family(post: Post) -> str:
    """Return which city's numbers a post counts in."""
    if post.source.startswith("city"):
        return post.source.partition("-")[0]
    return "gd" if post.source.startswith("gd_") else "zs"


def identity(post: Post) -> str:
    """Return the id under which the archive must keep a post."""
    return f"{family(post)}-{post.post_id}"


def catalogue_url(post_id: int, catalogue: Catalogue) -> str:
    """Return where a post's page stands in a disclosure catalogue."""
    return f"{catalogue.root}gkmlpt/content/{post_id // 1_000_000}/{post_id // 1_000}/post_{post_id}.html"


def catalogues(post: Post) -> list[Catalogue]:
    """Return the catalogues that list a post."""
    return [CATALOGUES[key] for key in dict.fromkeys((post.source, *post.also)) if key in CATALOGUES]


def article_url(post: Post, columns: dict[str, Column], *, prefix: str = "post_") -> str:
    """Return the address of a post where it stands first."""
    if post.source in CATALOGUES:
        return catalogue_url(post.post_id, CATALOGUES[post.source])
    return f"{columns[post.source].url}content/{prefix}{post.post_id}.html"


def paper_id(post: Post, index: int) -> int:
    """Return the number of an attachment, made so that no two near posts share one."""
    return 400_000 + post.post_id % 100_000 * 5 + index


def paper_url(post: Post, index: int, columns: dict[str, Column]) -> str:
    """Return the address of an attachment: its folders come from its own number, its name from the post."""
    number = paper_id(post, index)
    root = (CATALOGUES.get(post.source) or columns[post.source]).root
    name = f"{post.post_id}.{post.papers[index].extension}"
    return urljoin(root, f"attachment/{number // 1_000_000}/{number // 1_000}/{number}/{name}")


__all__ = [
    "CATALOGUE",
    "CATALOGUES",
    "COLUMNS",
    "PORTAL",
    "Catalogue",
    "Column",
    "article_url",
    "catalogue_url",
    "catalogues",
    "family",
    "identity",
    "paper_id",
    "paper_url",
]
