from pathlib import Path

import pytest

from tests.twin.announcements import DAYS, load, read

FILE = """
post_id = 2700001
source = "zs_gxj-tzgg"
title = '''关于支持工业机器人应用的通知'''
published = 2026-11-18T09:30:00+08:00
issuer_printed = "本网"
issuer = "中山市工业和信息化局"
body = '''各企业：

　　最高500万元。
'''
[[attachments]]
name = "附件1：申报指南.docx"
text = '''申报指南
每家最高50万元'''
[twin]
day = 1
[[twin.changes]]
day = 3
part = "attachment:0"
replace = [["50万元", "30万元"]]
[[twin.changes]]
day = 2
replace = [["500万元", "300万元"]]
[labels]
relevance = "yes"
"""


def written(folder: Path, text: str = FILE, name: str = "2700001.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read_with_every_fact(tmp_path: Path) -> None:
    post = read(written(tmp_path))
    assert post.paragraphs == ["各企业：", "最高500万元。"]
    assert post.published.isoformat() == "2026-11-18T09:30:00+08:00"
    assert post.papers[0].extension == "docx"
    assert post.labels == {"relevance": "yes"}


def test_edits_come_on_their_days_and_stay(tmp_path: Path) -> None:
    post = read(written(tmp_path))
    assert [post.on(day).paragraphs[1] for day in DAYS] == ["最高500万元。", "最高300万元。", "最高300万元。"]
    assert [(post.on(day).papers[0].text or "")[-4:] for day in DAYS] == ["50万元", "50万元", "30万元"]


def test_what_vanishes_is_gone_from_that_day_on(tmp_path: Path) -> None:
    post = read(written(tmp_path, FILE.replace("day = 1\n", "day = 2\n[twin.vanish]\nday = 3\n", 1)))
    assert [post.stands(day) for day in DAYS] == [False, True, False]


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("最高500万元。", "最高600万元。", "2700001.toml: ValueError: 2700001: the body of day 2 has no '500万元'"),
        ('issuer_printed = "本网"', 'isuer_printed = "本网"', "2700001.toml: TypeError: .*isuer_printed"),
        ("[twin]\nday = 1", "[twin]\ndya = 1", "2700001.toml: ValueError: unknown keys in .twin.: dya"),
        ("post_id = 2700001", "post_id = 2700002", "2700001.toml: the file's name is not its post_id 2700002"),
        ('issuer = "中山市工业和信息化局"\n', "", "2700001.toml: TypeError: .*issuer"),
    ],
)
def test_a_wrong_file_is_named_with_its_fault(tmp_path: Path, wrong: str, right: str, says: str) -> None:
    assert wrong in FILE
    with pytest.raises(ValueError, match=says):
        read(written(tmp_path, FILE.replace(wrong, right, 1)))


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no announcement in it"):
        load(tmp_path)


def test_evidence_stands_word_for_word_in_the_part_it_names() -> None:
    for post in load():
        for proof in post.labels.get("evidence", []):
            part = proof["part"]
            if part.startswith("attachment:"):
                words = post.papers[int(part.removeprefix("attachment:"))].text or ""
            else:
                words = {"title": post.title, "body": "\n".join(post.paragraphs)}[part]
            assert any(proof["text"] in line for line in words.splitlines()), (post.post_id, proof["text"])
