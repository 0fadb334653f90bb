"""Many announcements as different from each other as those of a real day; the texts are ours."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from archive.records import Announcement, Attachment, Quote
from digest import offers
from digest.offers import Offer
from tests.announced import DAY, NOW, announcement

_TOWNS = (
    "小榄镇",
    "古镇镇",
    "坦洲镇",
    "火炬开发区",
    "翠亨新区",
    "三乡镇",
    "黄圃镇",
    "南头镇",
    "东凤镇",
    "沙溪镇",
    "板芙镇",
)
_TRADES = ("灯饰照明", "五金制品", "智能家电", "红木家具", "健康医药", "光电信息", "高端装备", "纺织服装", "美妆日化")
_BODIES = (
    "中山市工业和信息化局",
    "中山市科学技术局",
    "中山市发展和改革局",
    "中山市教育和体育局",
    "中山市商务局",
    "中山市财政局",
)


def many(count: int) -> tuple[Announcement, ...]:
    """As many relevant announcements as on a first day: calls, results, plans, news and what answers no directive."""
    return tuple(_KINDS[number % len(_KINDS)](number) for number in range(1, count + 1))


def _town(number: int) -> str:
    return _TOWNS[number * 7 % len(_TOWNS)]


def _trade(number: int) -> str:
    return _TRADES[number * 5 % len(_TRADES)]


def _made(number: int, title: str, body: str, **facts: Any) -> Announcement:
    stated: dict[str, Any] = {
        "issuer": _BODIES[number * 3 % len(_BODIES)],
        "published": NOW - timedelta(hours=1 + number % 40, days=number // 60),
    }
    return announcement(2600000 + number, title, body, **(stated | facts))


def _call(number: int) -> Announcement:
    trade, most, share = _trade(number), 100 + number * 37 % 900, 10 + number % 4 * 5
    last = DAY + timedelta(days=number * 11 % 90)
    title = f"关于组织申报2026年{trade}人工智能应用示范项目（第{number}批）的通知"
    given = f"对入选的{trade}人工智能应用示范项目，按实际投入的{share}%给予资助，单个项目最高{most}万元"
    body = (
        f"为推动{trade}产业数字化智能化转型升级，现组织申报2026年示范项目。\n{given}。\n"
        f"项目须于{last.year - 1}年1月1日后开工，建成后面向同行开放参观。\n"
        f"申报截止时间为{last.year}年{last.month}月{last.day}日，逾期不再受理。"
    )
    sums = (_quote(body, f"最高{most}万元"),)
    offer = Offer(
        what=_quote(title, f"2026年{trade}人工智能应用示范项目", part="title"),
        days=((last, _quote(body, f"{last.year}年{last.month}月{last.day}日")),),
        sums=sums,
        shares=(_quote(body, f"{share}%"),),
        places=(),
        source=_quote(body, given),
    )
    return _made(
        number,
        title,
        body,
        doc_number=f"中工信〔2026〕{300 + number}号",
        deadline=last,
        amounts=(f"最高{most}万元", f"{share}%"),
        summary=f"{given}。申报截止时间为{last.year}年{last.month}月{last.day}日，逾期不再受理。",
        aligned={
            "application.3": given,
            "application.2": f"为推动{trade}产业数字化智能化转型升级，现组织申报2026年示范项目",
        },
        account={"offer": offers.document(offer)},
        attachments=(_file(number, f"附件1：{trade}示范项目申报书.docx"), _file(number + 1, "附件2：汇总表.xlsx")),
    )


def _quote(text: str, words: str, *, part: str = "body") -> Quote:
    start = text.index(words)
    return Quote(part=part, revision=1, start=start, end=start + len(words), text=words)


def _file(number: int, name: str) -> Attachment:
    digest = f"{number:064x}"
    return Attachment(
        url=f"http://www.zs.gov.cn/attachment/{number}.docx", name=name, sha256=digest, status="ok", text=name
    )


def _signing(number: int) -> Announcement:
    town, trade, total = _town(number), _trade(number), 1 + number * 13 % 29
    said = f"{town}与三家机器人企业签约，合同总投资{total}.5亿元，建设{trade}机器人中试基地"
    return _made(
        number,
        f"{town}签约{trade}机器人中试基地等{2 + number % 5}个项目",
        f"{said}。\n项目预计2027年{1 + number % 12}月投产，达产后可年产整机{number * 10}台。\n市镇两级将提供全程服务。",
        issuer=f"中山市{town}人民政府" if town.endswith("镇") else f"中山{town}管理委员会",
        amounts=(f"{total}.5亿元",),
        aligned={"industry.3": said},
    )


def _training(number: int) -> Announcement:
    town = _town(number)
    said = f"{town}组织{40 + number}名干部参加DeepSeek等人工智能工具实操培训"
    return _made(
        number,
        f"{town}举办第{number}期人工智能工具应用培训班",
        f"{said}，课程涵盖公文写作、数据分析和政务问答。\n参训人员现场完成考核。",
        issuer=f"中山市{town}人民政府" if town.endswith("镇") else f"中山{town}管理委员会",
        aligned={"study.2": said},
    )


def _talent(number: int) -> Announcement:
    sum_of = 10 + number % 9 * 5
    said = f"全职引进的人工智能博士，每人给予{sum_of}万元生活补贴，并提供拎包入住的人才住房"
    last = DAY + timedelta(days=3 + number * 7 % 60)
    return _made(
        number,
        f"关于开展2026年度人工智能紧缺人才（第{number}批）认定工作的公告",
        f"{said}。\n用人单位应当在{last.year}年{last.month}月{last.day}日前提交材料。",
        issuer="中山市人力资源和社会保障局",
        deadline=last,
        amounts=(f"{sum_of}万元",),
        aligned={"talent.2": said},
    )


def _other(number: int) -> Announcement:
    return _made(
        number,
        f"2026年{_town(number)}青少年机器人竞赛（第{number}场）获奖名单公示",
        f"现将{_town(number)}青少年机器人竞赛获奖名单予以公示，共{12 + number}支队伍获奖，公示期为5个工作日。",
        issuer="中山市教育和体育局",
    )


_KINDS: tuple[Callable[[int], Announcement], ...] = (_call, _signing, _talent, _call, _training, _signing, _other)
