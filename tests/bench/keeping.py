"""What keeping costs: `python -m tests.bench.keeping` prints CPU milliseconds an announcement, new and unchanged."""

import random
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from archive.config import Settings
from archive.records import Found
from archive.store import Archive, announcements, open_archive
from tests.found import NOON, found

KEPT = 2_000
ROUNDS = 5
CLAUSES = (
    "各镇街要落实属地责任，{n}月底前完成{a}的摸底工作，并将情况报送至市{b}",
    "对符合条件的{a}企业，按实际投入的{n}%给予补助，最高不超过{m}万元",
    "由市{b}牵头，会同有关部门开展{a}第{m}号专项行动，确保取得实效",
    "推动{a}与制造业深度融合，培育{m}家标杆企业和{n}个示范场景",
    "本次{a}项目共安排资金{m}万元，其中市级财政承担{n}%",
    "加强{a}领域人才引进和培养，支持高校与{m}家企业共建{n}个实训基地",
    "申报单位应当在中山市依法登记注册，在{a}领域具有较强的研发能力",
    "请各有关单位于{n}日前将《{a}推荐表》一式{m}份报送市{b}",
    "会议强调，要坚持问题导向，加快补齐{a}短板，提升服务水平",
    "联系人：{b}综合科，电话：0760-88{m}{n}",
)
FIELDS = (
    "人工智能",
    "机器人",
    "生物医药",
    "智能家居",
    "乡村振兴",
    "水环境治理",
    "安全生产",
    "数字政府",
    "职业技能培训",
)
BODIES = ("工业和信息化局", "科学技术局", "发展和改革局", "人力资源和社会保障局", "生态环境局")


def announcement(number: int) -> Found:
    """Return an announcement of about a thousand characters that is like others of its kind and a copy of none."""
    chance = random.Random(number)  # noqa: S311 - not for secrets
    lines = [
        chance.choice(CLAUSES).format(
            n=chance.randint(2, 30), m=chance.randint(50, 9_999), a=chance.choice(FIELDS), b=chance.choice(BODIES)
        )
        for _ in range(28)
    ]
    title = f"关于做好{chance.choice(FIELDS)}第{number}号工作的通知"
    body = "\n".join("。".join(lines[at : at + 4]) + "。" for at in range(0, len(lines), 4))
    published = NOON - timedelta(days=number % 300)
    return found(number, title=title, body=body, doc_number=None, published=published)


def measure(archive: Archive, readings: list[Found]) -> float:
    """Return the CPU milliseconds that keeping each of the readings takes."""
    began = time.process_time()
    for reading in readings:
        with archive.begin() as tx:
            announcements.keep(tx, reading, NOON)
    return (time.process_time() - began) / len(readings) * 1000


def main() -> None:
    readings = [announcement(number) for number in range(KEPT)]
    new, same = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder, open_archive(Settings(data_dir=Path(folder))) as archive:
            measure(archive, readings[:50])
            new.append(measure(archive, readings[50:]))
            same.append(measure(archive, readings))
    print(f"{KEPT} announcements of {statistics.mean(len(one.body) for one in readings):.0f} characters, SQLite")
    print(f"new {statistics.median(new):.3f} ms each, unchanged {statistics.median(same):.3f} ms each (CPU, median)")


if __name__ == "__main__":
    main()
