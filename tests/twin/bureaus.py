"""The lists of the city's bureaus and zones and of the province's departments, beyond those in columns.py."""

from tests.twin.shapes import PORTAL, Catalogue, Column

_PORTAL = {"host": PORTAL, "owner": "中山市人民政府门户网站", "style": "portal"}
_JSJ = {"host": "jsj.zs.gov.cn", "owner": "中山市住房和城乡建设局", "style": "psc"}
_ZJJ = {"host": PORTAL, "site": "/zjj", "owner": "中山市市场监督管理局", "style": "fgj"}
_ZRZYJ = {"host": PORTAL, "site": "/zrzyj", "owner": "中山市自然资源局", "style": "gxj"}
_GD = {"host": "www.gd.gov.cn", "scheme": "https", "owner": "广东省人民政府门户网站", "style": "province"}
# key, path, name, layout, what else
_BUREAUS: list[tuple[str, str, str, str, dict[str, str]]] = [
    ("portal-qtzj", "/zwgk/czxx/qtzj/", "财政资金公示", "inside", {**_PORTAL, "kind": "funds"}),
    ("portal-zljg", "/zwgk/jdxx/zljg/", "质量监管", "numbered", {**_PORTAL, "kind": "market"}),
    ("portal-xmjj", "/zwgk/zdxm/xmjj/", "项目简介", "list_time", {**_PORTAL, "kind": "projects", "links": "relative"}),
    (
        "portal-ghzj",
        "/zwgk/ghzj/fzghjh/gmjjshfzghgy/",
        "国民经济和社会发展规划",
        "view_list",
        {**_PORTAL, "kind": "plans", "links": "https"},
    ),
    (
        "zs_kj-lxxx",
        "/zwgk/zdlyxx/kjglhxmjfxxgk/lxxx/",
        "立项信息",
        "table",
        {"host": "kj.zs.gov.cn", "owner": "中山市科学技术局", "style": "kj"},
    ),
    (
        "zs_hjq-ghjh",
        "/hjq/zwgk/ghtj/ghjh/",
        "规划计划",
        "clearfix",
        {
            "host": PORTAL,
            "site": "/hjq",
            "owner": "中山火炬高技术产业开发区管理委员会",
            "style": "town",
            "kind": "plans",
        },
    ),
    ("zs_zjj-jdcctb", "/zjj/zdlyxx/jdcctb/", "监督抽查通报", "news_list", {**_ZJJ, "kind": "market"}),
    ("zs_zjj-spzlxx", "/zjj/spypaqxxgk/zlxx/spzlxx/", "食品质量信息", "table", {**_ZJJ, "kind": "market"}),
    ("zs_zrzyj-gggs", "/zrzyj/gggs/", "公告公示", "list_time", {**_ZRZYJ, "kind": "plans", "links": "root"}),
    ("zs_zrzyj-gtkjgh", "/zrzyj/ghjh/gtkjgh/", "国土空间规划", "numbered", {**_ZRZYJ, "kind": "plans"}),
    ("zs_zrzyj-yjzj", "/zrzyj/jlhd/yjzj/", "意见征集", "inside", {**_ZRZYJ, "kind": "plans"}),
    (
        "zs_gzw-zdxm",
        "/gzw/zdxm/",
        "重大项目",
        "clearfix",
        {
            "host": PORTAL,
            "site": "/gzw",
            "owner": "中山市人民政府国有资产监督管理委员会",
            "style": "newtown",
            "kind": "projects",
        },
    ),
    (
        "zs_wglj-gwgk",
        "/wglj/zdlyxxgkzl/gwgk/",
        "公文公开",
        "news_list",
        {
            "host": PORTAL,
            "site": "/wglj",
            "owner": "中山市文化广电旅游局",
            "style": "hrss",
            "kind": "culture",
            "links": "schemeless",
        },
    ),
    ("zs_jsj-gggs", "/zwgk/gggs/", "公告公示", "numbered", {**_JSJ, "kind": "building"}),
    ("zs_jsj-zcwj", "/zwgk/zcwj/", "政策文件", "view_list", {**_JSJ, "kind": "building"}),
    ("zs_jsj-zwdt", "/zwgk/zwdt/", "政务动态", "clearfix", {**_JSJ, "kind": "visits", "links": "https"}),
    ("zs_jsj-tjsj", "/zwgk/tjsj/", "统计数据", "table", {**_JSJ, "kind": "building", "links": "relative"}),
    (
        "zs_zsepb-spqgs",
        "/xxml/ztzl/gcjslyxmxx/zqhbfjhpspgs/spqgs/",
        "环评审批前公示",
        "list_time",
        {"host": "zsepb.zs.gov.cn", "owner": "中山市生态环境局", "style": "kj", "kind": "environment"},
    ),
    (
        "zs_wjj-rsxx",
        "/zwgk/rsxx/",
        "人事信息",
        "inside",
        {"host": "wjj.zs.gov.cn", "owner": "中山市卫生健康局", "style": "hrss", "kind": "staff"},
    ),
    ("gd_portal-dsdt", "/gdywdt/dsdt/", "地市动态", "view_list", {**_GD}),
    ("gd_portal-qbwj", "/zwgk/wjk/qbwj/", "文件库", "view_list", {**_GD, "kind": "decrees"}),
    (
        "gd_gdstc-zwdt",
        "/zwgk_n/zwdt/",
        "政务动态",
        "news_list",
        {
            "host": "gdstc.gd.gov.cn",
            "scheme": "https",
            "owner": "广东省科学技术厅",
            "style": "department",
            "kind": "province",
        },
    ),
]
BUREAUS = [
    Column(key=key, path=path, name=name, layout=layout, usual=3, **more)  # type: ignore[arg-type]
    for key, path, name, layout, more in _BUREAUS
]


def _numbers(first: int) -> tuple[int, int, int, int, int, int, int]:
    return (first, first + 10, first + 11, first + 20, first + 30, first + 40, first + 50)


CATALOGUES = [
    Catalogue(key="zs_gkmlpt-all", owner="中山市人民政府", sid="760001", numbers=_numbers(2601), usual=0),
    Catalogue(
        key="zs_xlz-gkmlpt",
        owner="中山市小榄镇人民政府",
        sid="760059",
        numbers=_numbers(3101),
        site="/zsxlz",
        kind="notices",
        place="小榄镇",
    ),
    Catalogue(
        key="zs_gkz-gkmlpt",
        owner="中山市港口镇人民政府",
        sid="760071",
        numbers=_numbers(3301),
        site="/zsgkz",
        kind="notices",
        place="港口镇",
    ),
    Catalogue(
        key="zs_hjq-gkmlpt",
        owner="中山火炬高技术产业开发区管理委员会",
        sid="760041",
        numbers=_numbers(3501),
        site="/zshjq",
        kind="industry",
    ),
    Catalogue(
        key="zs_chxq-gkmlpt",
        owner="中山翠亨新区管理委员会",
        sid="760042",
        numbers=_numbers(3701),
        site="/zschq",
        kind="plans",
    ),
    Catalogue(
        key="zs_zslyj-gkmlpt",
        owner="中山市林业局",
        sid="760033",
        numbers=_numbers(3901),
        site="/zslyj",
        kind="forests",
    ),
    Catalogue(
        key="zs_psc-gkmlpt",
        owner="中山市政务服务和数据管理局",
        sid="760028",
        numbers=_numbers(4101),
        host="psc.zs.gov.cn",
        kind="service",
    ),
    Catalogue(
        key="zs_jsj-gkmlpt",
        owner="中山市住房和城乡建设局",
        sid="760019",
        numbers=_numbers(4301),
        host="jsj.zs.gov.cn",
        kind="building",
    ),
    Catalogue(
        key="gd_portal-gkmlpt",
        owner="广东省人民政府",
        sid="2",
        numbers=(4, 5, 6, 7, 8, 9, 10),
        host="www.gd.gov.cn",
        scheme="https",
        asked=5,
        kind="decrees",
    ),
    Catalogue(
        key="gd_gdii-gkmlpt",
        owner="广东省工业和信息化厅",
        sid="216",
        numbers=_numbers(801),
        host="gdii.gd.gov.cn",
        scheme="https",
        kind="province",
    ),
    Catalogue(
        key="gd_gdstc-gkmlpt",
        owner="广东省科学技术厅",
        sid="219",
        numbers=_numbers(901),
        host="gdstc.gd.gov.cn",
        scheme="https",
        kind="province",
    ),
]
