"""The bodies and places that a report names: offices, companies, schools, institutes; provinces, cities, towns.

Names are found by how they end and what may begin them, not by a list of all. Each is given once, where it is first
named; a place inside a body's name or a document's title is none of its own, nor is a body inside a person's office
(市委书记).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from archive.records import Fact

_NO = "、，。；：！？“”‘’（）()《》〈〉\\s"
_CORES = (
    "工业和信息化|工业信息化|工业信息和科技商务|发展和改革|发展改革|科学技术|科技|财政|"
    "人力资源和?社会保障|人社|教育和体育|教育|公安|"
    "民政|司法|自然资源|生态环境|住房和城乡建设|住建|交通运输|水务|水利|农业农村|商务|文化广电旅游|"
    "文广旅|卫生健康|退役军人事务|"
    "应急管理|审计|国资|市场监督管理|市场监管|统计|医疗保障|医保|政务服务和数据管理|政务服务数据管理|政务和数据|数据|"
    "城市管理和综合执法|城市更新|投资促进|税务|林业|金融工作|地方金融监督管理|信访|口岸|邮政管理|"
    "供电|海事|气象|知识产权"
)
_FOREIGN = (
    "中国|国家|中国科学院|中科院|华南|华中|华东|华北|西北|东北|中南|西南|暨南|清华|北京|哈尔滨|"
    "国防科技|香山|南方|岭南|湾区|粤港澳大湾区"
)
_TITLES = (
    "(?!部署|决策|要求|号召|全面|深改|批准|同意|书记|副书记|常委|市长|副市长|主席|副主席|主任|"
    "副主任|理论学习|常委会|常务|秘书长|领导|换届|全会)"
)
_PLACES = (
    "中山|深圳|广州|珠海|横琴|佛山|东莞|惠州|江门|肇庆|汕头|湛江|茂名|韶关|清远|揭阳|梅州|河源|阳江|"
    "云浮|潮州|汕尾|北京|上海|天津|"
    "重庆|杭州|南京|苏州|无锡|宁波|温州|合肥|武汉|长沙|成都|西安|青岛|济南|大连|沈阳|厦门|福州|泉州|"
    "郑州|南昌|昆明|贵阳|南宁|海口|三亚|"
    "哈尔滨|长春|石家庄|太原|兰州|常州|嘉兴|绍兴|义乌|芜湖|株洲|香港|澳门|台湾|浙江|江苏|福建|山东|"
    "湖南|湖北|四川|辽宁|安徽|江西|广东|"
    "广西|贵州|云南|海南|河北|河南|西藏|新疆|黑龙江|吉林|陕西|山西|甘肃|青海|宁夏|内蒙古"
)
_TOWNS = (
    "小榄|古镇|横栏|港口|沙溪|大涌|黄圃|南头|东凤|阜沙|三角|坦洲|三乡|板芙|神湾|南朗|民众|石岐|"
    "五桂山|东区|西区|南区|翠亨"
)
_LEVEL = rf"(?:国家|(?:{_PLACES})[省市]?|[省市区县镇]|(?:{_TOWNS})(?:镇|街道|区))"
_SURNAMES = (
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林郑谢罗梁宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜"
    "崔钟谭陆汪范廖贾夏韦傅方邹孟熊秦邱尹薛闫段雷侯史陶黎贺顾毛郝龚邵钱严覃戴莫孔汤"
)
"""After one of these the name of a city is a person's."""
_BODY = re.compile(
    "|".join(
        (
            "[省市区县](?:委办|府办|政府办公室|委组织部|委宣传部|委统战部|委政法委|委编办|委党校|委改革办|国资委)",
            rf"{_LEVEL}?(?:{_CORES})(?:局|厅|委员会|委(?![员托派])|部(?![门分署]))(?!长)",
            (
                rf"(?<![届本我])(?:中山|[省市区县镇])(?:委|政府|人大常委会|政协|纪委监委|法院|检察院|总工会|妇联|"
                rf"科协|工商联|团委)(?:办公室|办(?!法|理|公|好|事))?{_TITLES}"
            ),
            "(?:火炬(?:高技术产业)?开发区|翠亨新区|[一-鿿]{2,6}(?:高新区|新区|开发区))(?:管委会|管理委员会)",
            rf"[一-鿿]{{2,3}}(?:镇|街道)(?:党委|党工委|人民政府|政府|办事处){_TITLES}",
            "中山(?:电信|移动|联通|供电局|铁塔|港航集团|交通发展集团|农商银行|海关)",
            "(?:新华社|人民银行|国家发展改革委|工业和信息化部|科技部|国务院|商务部|财政部)",
        )
    )
)
LONGEST_NAME = 16
SHORTEST_NAME = 2
_COMPANIES = ("有限公司", "股份有限公司", "有限责任公司", "股份公司")
_HOUSE = re.compile(
    "股份有限公司|有限责任公司|有限公司|股份公司|集团(?=[，。、；负董总有创]|$)|职业技术学院|"
    "职业学院|技师学院|大学(?![生城])|学院(?![院派])|研究院|研究所|"
    "(?<!重点)(?<!联合)实验室|(?<=[一-鿿]{4})办公室(?![主副])|科学院|协会|商会(?!长)|学会(?!会)|联合会|基金会|促进会"
)
_BREAKS = "、，。；：！？“”‘’（）()《》〈〉 \n\t\u3000"
_ASIDE = re.compile("（[^（）]{2,4}）$")
_NAMING = ("n", "j", "a", "b", "eng", "vn", "l", "g")
_NEVER = frozenset(
    [
        "人员",
        "代表",
        "企业",
        "负责人",
        "同志",
        "全市",
        "我市",
        "单位",
        "部门",
        "董事长",
        "总经理",
        "校长",
        "院长",
        "会长",
        "专家",
        "教授",
        "有关",
        "相关",
        "等",
        "包括",
        "依托",
        "高校",
        "院所",
    ]
)
_PROPER = re.compile(rf"(?:{_FOREIGN}|{_PLACES}|[省市区县镇](?!场|民|政)|电子科技)")
_PLACE = re.compile(
    rf"粤港澳大湾区|大湾区|长三角|珠三角|京津冀|(?<![{_SURNAMES}])(?:{_PLACES})(?:特别行政区|自治区|"
    rf"省|市(?!场|民|值|政|委)|(?!人|菜|帮|话|大学|路|装|公园|舰|医院|陵|发布|日报))"
    rf"|(?:{_TOWNS})(?:镇|街道|新区)|五桂山|火炬(?:高技术产业)?开发区|翠亨新区|[前南]海|"
    rf"(?<![一-鿿])[一-鿿]{{2}}(?:镇(?!街)|街道|县)(?![一-鿿]?(?:党|政|级|域))"
)
_NOT_PLACE = re.compile("(?:全|各|本|村|城|乡|小|该|两|多|特色|孙|[一二三四五六七八九十]个)(?:镇|街道|县|中山)")
_DOCUMENT = re.compile(r"《[^》\n]{1,90}》")
_EDGE = re.compile(
    "(?:[全我各本贵](?=[省市区县镇])|由|与|和|及|向|对|在|为|支持|推动|引导|依托|联合|会同|鼓励|"
    "以及|其中|包括|包括了|以|等)"
)


def find(text: str) -> Iterator[Fact]:
    """Give bodies and places, each at its first mention."""
    taken = [match.span() for match in _DOCUMENT.finditer(text)]
    bodies = [span for span in _bodies(text) if not _within(span, taken)]
    places = [
        match.span()
        for match in _PLACE.finditer(text)
        if not _NOT_PLACE.search(text[max(0, match.start() - 1) : match.end()])
    ]
    yield from _first("body", text, bodies)
    yield from _first("place", text, (span for span in places if not _within(span, [*taken, *bodies])))


def _bodies(text: str) -> Iterator[tuple[int, int]]:
    found = [*_offices(text), *_houses(text)]
    at = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= at:
            at = end
            yield start, end


def _offices(text: str) -> Iterator[tuple[int, int]]:
    for match in _BODY.finditer(text):
        start, end = match.span()
        while edge := _EDGE.match(text, start, end):
            start = edge.end()
        if end - start > SHORTEST_NAME or text[start:end] == "市委":
            yield start, end


def _houses(text: str) -> Iterator[tuple[int, int]]:
    """Give companies, schools, institutes and associations: their last word and the words of a name before it."""
    for match in _HOUSE.finditer(text):
        first = max(text.rfind(sign, 0, match.start()) for sign in _BREAKS) + 1
        before = text[max(first, match.start() - LONGEST_NAME) : match.start()]
        aside = _ASIDE.search(text, max(0, match.start() - 8), match.start())
        start = aside.start() if aside else match.start()
        if aside:
            inside = max(text.rfind(sign, 0, start) for sign in _BREAKS) + 1
            before = text[max(inside, start - LONGEST_NAME) : start]
        start -= len(_name(before))
        start -= _cut_off(text, start)
        name = text[start : match.end()]
        if match.start() - start >= SHORTEST_NAME and (match[0] in _COMPANIES or _PROPER.match(name)):
            yield start, match.end()


def _cut_off(text: str, start: int) -> int:
    """Whether one more character belongs to a name: 中|山海锐, cut apart by the segmenter, or 市|工业互联网协会."""
    if start == 0:
        return 0
    level = text[start - 1] in "省市区县镇" and text[max(0, start - 2) : start - 1] not in tuple("全我本各")
    return int(level or _PLACE.match(text, start - 1) is not None)


@lru_cache(maxsize=2048)
def _name(before: str) -> str:
    """Return the end of the words before a house's last word that can be its name."""
    import rjieba  # noqa: PLC0415 - its dictionary takes a tenth of a second, which only reading a report needs

    words = list(rjieba.tag(before))
    taken = len(words)
    while taken and (words[taken - 1][1].startswith(_NAMING) or (taken > 1 and words[taken - 2][1] == "ns")):
        if words[taken - 1][0] in _NEVER:
            break
        taken -= 1
    return "".join(word for word, _ in words[taken:])


def _within(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] < end for start, end in others)


def _first(kind: str, text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Fact]:
    seen: set[str] = set()
    for start, end in spans:
        words = text[start:end]
        if words not in seen:
            seen.add(words)
            yield Fact(kind=kind, value=words, unit=None, start=start, end=end, text=words)
