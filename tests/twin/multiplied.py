"""The twin multiplied: any number of cities on hosts of their own, each with a list, announcements and attachments."""

from dataclasses import replace

from tests.twin import background
from tests.twin.announcements import Paper, Post
from tests.twin.shapes import Column

EACH = 6
"""Announcements of a city."""
FILES = ("docx", "xlsx", "pdf", "txt")


def cities(hosts: int, each: int = EACH) -> tuple[list[Column], list[Post]]:
    """Return the lists of so many cities and what they announce, all from the first day on.

    Each has one announcement with a file, of one kind after the other, and one that is about robots.
    """
    bureaus, posts = background.filler(hosts * each, hosts)
    columns = [
        replace(one, key=f"city{place}-tzgg", host=f"www.city{place}.gov.cn", owner=f"第{place}市人民政府")
        for place, one in enumerate(bureaus, 1)
    ]
    made: list[Post] = []
    for place in range(hosts):
        own, key = posts[place * each : (place + 1) * each], columns[place].key
        made += [replace(post, day=1, source=key, issuer=columns[place].owner) for post in own]
        made[-1] = _filed(made[-1], place)
        made[-each] = _relevant(made[-each], columns[place])
    return columns, made


def _filed(post: Post, place: int) -> Post:
    kind = FILES[place % len(FILES)]
    return replace(post, papers=(Paper(name=f"附件{place + 1}.{kind}", text=f"{post.title}\n第{place + 1}号附件全文"),))


def _relevant(post: Post, column: Column) -> Post:
    number = int("".join(filter(str.isdigit, column.key)))
    body = (
        f"{column.owner}现组织{2026 + number % 3}年度人工智能与机器人产业专项资金项目申报，"
        f"对企业购置工业机器人按设备投资额的10%给予补助，最高不超过{100 + number}万元。\n"
        f"申报材料请于2026年12月{1 + number % 28}日前送{column.owner}第{number}号窗口。"
    )
    return replace(post, title=f"{column.owner}关于申报人工智能与机器人专项资金的通知", body=body)
