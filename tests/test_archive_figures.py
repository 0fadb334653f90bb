"""Figures of a text: every way in which papers print sums, shares, counts and last days, and what is no figure."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.figures import MOST, figures
from archive.figures.numbers import han_value, numbers, plain

PUBLISHED = date(2026, 11, 18)


def read(text: str, published: date | None = PUBLISHED) -> list[tuple[str, str, str]]:
    return [(one.kind, one.value, one.text) for one in figures(text, published)]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("资助最高1000万元。", "10000000", "最高1000万元"),
        ("资助最高１０００万元。", "10000000", "最高１０００万元"),
        ("奖金10,000元。", "10000", "10,000元"),
        ("投资１，０００，０００元。", "1000000", "１，０００，０００元"),
        ("投资2.14亿元。", "214000000", "2.14亿元"),
        ("给予一千二百万元资助。", "12000000", "一千二百万元"),
        ("预算三千零五十元。", "3050", "三千零五十元"),
        ("一亿三千万元基金。", "130000000", "一亿三千万元"),
        ("投入20多万元。", "200000", "20多万元"),
        ("奖励百万元。", "1000000", "百万元"),
        ("每人每月800元。", "800", "800元"),
        ("按1元/卡时计。", "1", "1元"),
        ("每度电补三角。", "0.3", "三角"),
        ("出口额6500万美元以下。", "65000000", "6500万美元以下"),
        ("资助 最高 1000 万元", "10000000", "最高 1000 万元"),
    ],
)
def test_sums(text: str, value: str, words: str) -> None:
    assert read(text) == [("amount", value, words)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("按30%给予补助。", "30"),
        ("占比３０％。", "30"),
        ("千分之外的3‰。", "0.3"),
        ("提高2.5个百分点。", "2.5"),
        ("补贴三成。", "30"),
        ("按五折收取。", "50"),
        ("按八五折收取。", "85"),
        ("返工率从一成一降到低处。", "11"),
        ("降到百分之四。", "4"),
        ("比例不低于总投入的60%。", "60"),
    ],
)
def test_shares(text: str, value: str) -> None:
    assert [one[:2] for one in read(text)] == [("percentage", value)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("示范项目150个以上。", [("150", "个")]),
        ("培育企业三百二十家。", [("320", "家")]),
        ("配备3至5台。", [("3", "台"), ("5", "台")]),
        ("职工1.1万名。", [("11000", "名")]),
        ("算力2400P。", [("2400", "P")]),
        ("面积18412.6平方米。", [("18412.6", "平方米")]),
        ("制衣企业三千多家。", [("3000", "家")]),
        ("每名学员须当堂完成一份建议。", [("1", "份")]),
        ("撰写体会一篇。", [("1", "篇")]),
        ("每季度至少一次。", [("1", "次")]),
        ("分三次拨付。", [("3", "次")]),
        ("抓取百万次。", [("1000000", "次")]),
        ("每位学员限报两班。", [("2", "班")]),
    ],
)
def test_counts(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.value, one.unit) for one in figures(text, PUBLISHED) if one.kind == "count"] == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("请于12月5日前报送。", "2026-12-05"),
        ("请于１２月５日前报送。", "2026-12-05"),
        ("征集截至12月5日。", "2026-12-05"),
        ("申报截止2026年12月5日18时，逾期不予受理。", "2026-12-05"),
        ("报到时间为3月2日上午8时30分前。", "2027-03-02"),
        ("公示期为2026年11月18日至11月24日。", "2026-11-24"),
        ("报名：12月5日至18日通过小程序投递。", "2026-12-18"),
        ("申报时间为即日起至2026年12月20日。", "2026-12-20"),
        ("有效期至2028年12月31日。", "2028-12-31"),
        ("到2027年底，全市建成一批场景。", "2027-12-31"),
        ("年底前完成。", "2026-12-31"),
        ("2030年前储备用地。", "2029-12-31"),
        ("于二〇二六年十二月五日前提交。", "2026-12-05"),
        ("请于2026-12-05前提交。", "2026-12-05"),
        ("2月底前印发。", "2027-02-28"),
        ("一季度末前完成。", "2027-03-31"),
        ("请于10月30日前补报。", "2026-10-30"),
        ("请于12月5日（星期六）17:00前报送。", "2026-12-05"),
    ],
)
def test_last_days(text: str, day: str) -> None:
    assert [one.value for one in figures(text, PUBLISHED) if one.kind == "deadline"] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "电话0760-8831XXX，联系人3号窗口。",
        "根据中府〔2025〕1号和第十三条，第3-5项不变。",
        "地址：兴中道26号302室，邮编528403。",
        "账号6222021234567890123456，编号ZSCG-2026-0388。",
        "六轴机械臂，24自由度，5G，1080P画面。",
        "年龄18至55周岁，任期三年，实习60天，24小时值守。",
        "11月16日在体育馆举行，4月8日至11日赴杭州考察。",
        "一是抓落实，一批项目，走进一家企业，统一部署，万一下雨。",
        "《中山市支持未来产业十条》与“一企一策”。",
        "2025年12月31日前在我市成立的企业。",
        "截至2025年底，情况良好。",
        "红十字会、元旦、3月3日元宵、零件、七个工作日、两周。",
        "工期为2026年3月1日至2026年12月31日之间。",
        "2026年2月30日前提交。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不超过30名", "max"),
        ("不得超过30名", "max"),
        ("30名以内", "max"),
        ("不足30名", "max"),
        ("不少于30名", "min"),
        ("不得低于30名", "min"),
        ("超过30名", "min"),
        ("30名以上", "min"),
        ("约30名", "about"),
        ("30余名", "about"),
        ("30名左右", "about"),
        ("≤30名", "max"),
        ("招收30名", "exact"),
        ("有限公司30名", "exact"),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    (one,) = figures(text, PUBLISHED)
    assert (one.value, one.bound) == ("30", bound)


def test_ranges_and_lists_share_the_unit_at_their_end() -> None:
    assert [one[1] for one in read("学费100至160元。")] == ["100", "160"]
    assert [one[1] for one in read("占比10%-20%。")] == ["10", "20"]
    assert [one[1] for one in read("分别奖励100、50、30万元。")] == ["1000000", "500000", "300000"]
    assert [one[1] for one in read("月租5000至1万元。")] == ["5000", "10000"]


def test_a_table_says_in_its_header_or_its_caption_what_its_numbers_are() -> None:
    table = "| 序号 | 单位 | 人数 | 补助（万元） | 比例（%） | 年限 |\n| 1 | 甲厂 | 40 | 110.4 | 15 | 3 |"
    found = figures(table, PUBLISHED)
    assert [(one.kind, one.value, one.unit, one.subject) for one in found] == [
        ("count", "40", "人", "人数"),
        ("amount", "1104000", "元", "补助"),
        ("percentage", "15", "%", "比例"),
    ]
    captioned = "单位：万元\n| 项目 | 预算 | 备注 |\n| 路灯 | 318 | 新建9座 |"
    assert [one[1] for one in read(captioned)] == ["3180000", "9"]
    assert read("| 标准（元） |x|\n| 每月2600，最长6个月 |x|") == [("amount", "2600", "2600")]
    rows = "| 指标 | 2025年 | 2028年 |\n| 产业规模（亿元） | 118 | 260 |"
    assert [one[1] for one in read(rows)] == ["11800000000", "26000000000"]
    due = "| 编号 | 名称 | 完成时间 |\n| 2026-01 | 规程 | 2027年3月 |"
    assert read(due) == [("deadline", "2027-03-31", "2027年3月")]


@pytest.mark.parametrize(
    ("text", "subject", "per"),
    [
        ("组织28名青年企业家考察", "青年企业家", ""),
        ("提供岗位1036个。", "岗位", ""),
        ("第三条 给予通勤补贴，每人每月600元。", "通勤补贴", "每人每月"),
        ("派单准确率由81%提高", "派单准确率", ""),
        ("四级280元。", "四级", ""),
        ("与6家研发智能体的企业合作", "企业", ""),
    ],
)
def test_subjects(text: str, subject: str, per: str) -> None:
    (one,) = figures(text, PUBLISHED)
    assert text[one.subject_start : one.subject_end] == one.subject
    assert subject in one.subject
    assert one.per == per


def test_without_a_day_of_publication_only_full_dates_are_read() -> None:
    assert read("请于12月5日前报送。", None) == []
    assert read("请于2026年12月5日前报送。", None)[0][1] == "2026-12-05"


def test_numbers_in_characters() -> None:
    assert [han_value(one) for one in ("十", "二十一", "一百零五", "两万", "一亿三千万", "三四")] == [
        10, 21, 105, 20000, 130000000, None,
    ]  # fmt: skip
    assert [str(one.value) for one in numbers(plain("１２和三百，9.5万"))] == ["12", "300", "95000.0"]
    assert list(numbers("1" * 40)) == []


_PIECES = st.lists(
    st.sampled_from(
        [
            *"0123456789一二三十百千万亿零两第每约元个名年月日前底至到|\n，。：（）%成折起",
            "最高",
            "不超过",
            "公示",
            "截止",
            "2026年",
            "百分之",
            "《",
            "》",
            "“",
            "”",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(_PIECES, st.text(max_size=80)))
def test_every_span_is_a_slice_and_every_value_a_number_or_a_day(text: str) -> None:
    for one in figures(text, PUBLISHED):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert text[one.subject_start : one.subject_end] == one.subject
        assert date.fromisoformat(one.value) if one.kind == "deadline" else float(one.value) >= 0


@pytest.mark.parametrize(
    "piece",
    [
        "机器人，\n",
        "1",
        "1,",
        "一",
        "百万",
        "3至",
        "3、",
        "| 1 ",
        "| 1 |\n",
        "2026年",
        "12月5日",
        "5日至",
        "最高1万元",
        "《",
        "“",
        "年底",
        "一个",
        "公司1台",
        "一成",
    ],
)
def test_time_is_linear_in_a_hostile_text(piece: str) -> None:
    length = 360_000

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        begun = time.process_time()
        assert len(figures(text, PUBLISHED)) <= MOST
        return time.process_time() - begun

    short = min(seconds(length // 8) for _ in range(2))
    assert seconds(length) < 8 * 4 * max(short, 0.02)
