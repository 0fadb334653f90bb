"""The lists of the city's towns and streets: one content system, set by many hands."""

from tests.twin.shapes import PORTAL, Column

# folder, place, how its owner ends, layout, style and links of 公告公示, then of 政务动态
_TOWNS = [
    ("xlz", "小榄镇", "小榄镇人民政府", ("numbered", "town", "root"), ("news_list", "town", "absolute")),
    ("hpz", "黄圃镇", "黄圃镇人民政府", ("news_list", "town", "absolute"), ("list_time", "town", "relative")),
    ("gzz", "古镇镇", "古镇镇人民政府", ("clearfix", "newtown", "absolute"), ("clearfix", "town", "root")),
    ("dfz", "东凤镇", "东凤镇人民政府", ("list_time", "town", "https"), ("inside", "town", "absolute")),
    ("tzz", "坦洲镇", "坦洲镇人民政府", ("inside", "newtown", "root"), ("table", "town", "absolute")),
    ("bfz", "板芙镇", "板芙镇人民政府", ("table", "fgj", "absolute"), ("news_list", "fgj", "schemeless")),
    ("sxz", "三乡镇", "三乡镇人民政府", ("view_list", "town", "relative"), ("numbered", "town", "absolute")),
    ("sjz", "三角镇", "三角镇人民政府", ("numbered", "gxj", "absolute"), ("clearfix", "gxj", "absolute")),
    ("swz", "神湾镇", "神湾镇人民政府", ("news_list", "newtown", "schemeless"), ("view_list", "town", "root")),
    ("fsz", "阜沙镇", "阜沙镇人民政府", ("clearfix", "town", "absolute"), ("list_time", "town", "absolute")),
    ("gkz", "港口镇", "港口镇人民政府", ("list_time", "portal", "absolute"), ("inside", "portal", "https")),
    ("shxz", "沙溪镇", "沙溪镇人民政府", ("inside", "town", "absolute"), ("news_list", "town", "root")),
    ("wgs", "五桂山街道", "人民政府五桂山街道办事处", ("table", "hrss", "root"), ("numbered", "hrss", "absolute")),
    ("nqbsc", "南区街道", "人民政府南区街道办事处", ("numbered", "town", "absolute"), ("list_time", "town", "root")),
]
_OTHERS = {"fsz": ("zcjd", "/zcgw/zcjd/", "政策解读", "readings"), "wgs": ("wszj", "/jlhd/wszj/", "网上征集", "plans")}


def _column(town: tuple[str, str, str], name: tuple[str, str, str], kind: str, fashion: tuple[str, str, str]) -> Column:
    folder, place, owner = town
    key, path, title = name
    layout, style, links = fashion
    return Column(
        key=f"zs_{folder}-{key}",
        host=PORTAL,
        site=f"/{folder}",
        path=f"/{folder}{path}",
        name=title,
        owner=f"中山市{owner}",
        layout=layout,
        style=style,
        links=links,
        usual=3,
        kind=kind,
        place=place,
    )


def _columns() -> list[Column]:
    made = []
    for folder, place, owner, notices, news in _TOWNS:
        town = (folder, place, owner)
        made.append(_column(town, ("gggs", "/gggs/", "公告公示"), "notices", notices))
        made.append(_column(town, ("zwdt", "/zwdt/", "政务动态"), "visits", news))
        if folder in _OTHERS:
            key, path, title, kind = _OTHERS[folder]
            made.append(_column(town, (key, path, title), kind, notices))
    return made


TOWNS = _columns()
