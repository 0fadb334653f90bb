"""What stands around the words counts for nothing; what only looks like it counts."""

import time

import pytest

from archive.furniture import bare, spelled

WORDS = "各镇街：\n现将申报事项通知如下。\n中山市工业和信息化局\n2026年11月18日"


@pytest.mark.parametrize(
    "line",
    [
        "浏览次数：1024",
        "浏览次数:-",
        "【打印】【关闭窗口】",
        "【字体： 大 中 小】 【打印】",
        "发布日期：2026-11-18 浏览次数：35次 【字体：大 中 小】",
        "来源：中山市工业和信息化局　发布时间：2026-11-18 09:30　阅读量：1.2万",
        "分享到：微信 新浪微博 QQ空间",
        "扫一扫在手机打开当前页",
        "版权所有：中山市人民政府",
        "粤ICP备05000001号-1",
        "上一篇：关于公布2026年专精特新企业名单的通知",
        "责任编辑：陈小明",
        "\u200b\ufeff",
    ],
)
def test_a_line_of_furniture_says_nothing(line: str) -> None:
    for text in (f"{WORDS}\n{line}", f"{WORDS}\n{line}\n网站标识码：4420000001"):
        assert spelled(text) == spelled(WORDS)
    if spelled(line) == "" and "：" in line and "浏览" in line:
        assert spelled(f"{line}\n{WORDS}") == spelled(WORDS)


def test_widths_blanks_and_lines_do_not_matter() -> None:
    assert spelled("最高５００万元（含税），\n　详见附件：１。") == spelled("最高500万元(含税),详见附件:1。")
    assert spelled("甲\u200b乙") == spelled("甲乙")


@pytest.mark.parametrize(
    "line",
    [
        "主办单位：中山市工业和信息化局",
        "地址：中山市博爱六路22号",
        "联系电话：0760-88328888",
        "网站访问量达1.2万人次，同比增长30%。",
        "请将材料打印后加盖公章。",
        "企业可将案例分享到行业平台。",
        "附件：申报指南",
    ],
)
def test_a_line_that_only_looks_like_it_is_kept(line: str) -> None:
    assert bare(f"{WORDS}\n{line}") == f"{WORDS}\n{line}"


def test_owners_of_a_site_count_as_foot_only_beside_one() -> None:
    foot = "主办：中山市人民政府办公室\n承办：中山市政务服务和数据管理局\n粤公网安备44200002442910号\n联系电话：0760-1"
    assert bare(f"{WORDS}\n{foot}") == WORDS


@pytest.mark.parametrize("line", ["打印" + "浏览-" * 48 + "x", "打印" + "来源：" + "中" * 180, "分享" * 99 + "甲"])
def test_a_line_made_to_be_read_in_many_ways_takes_no_time(line: str) -> None:
    started = time.process_time()
    assert bare(line) == line
    assert time.process_time() - started < 0.5
