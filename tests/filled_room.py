"""An archive with all that the pages of search and announcements show, in the authentic style; the texts are ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from archive.clock import SHANGHAI
from archive.config import Settings
from archive.records import Alignment, Analysis, DirectiveQuote, Quote, Relevance, SourceRun
from archive.store import Archive, announcements, citations, editions, indexing, judgements, open_archive, runs
from digest.edition import document
from digest.meetings import shipped
from digest.render import pages
from scheduler.rooms import rooms
from tests.editions import edition_of
from tests.found import attachment, found
from tests.test_archive_editions import edition as hand_made
from tests.web_server import Client, serving

MEETING = "2025-02-21"
MOMENT = datetime(2026, 11, 19, 9, tzinfo=SHANGHAI)
NUMBER = "中府办〔2026〕42号"
NAME = "中山市支持具身智能机器人产业发展若干措施"
TITLE = f"中山市人民政府办公室关于印发《{NAME}》的通知"
TABLE = """| 支持方向 | 最高金额 | 责任单位 |
| 核心零部件攻关 | 1000万元 | 市科技局 |
| 应用场景示范 | 500万元 | 市工信局 |"""
BODY = (
    "火炬开发区管委会，翠亨新区管委会，各镇街人民政府（办事处），市各有关单位：\n"
    f"《{NAME}》已经市人民政府同意，现印发给你们，请认真贯彻执行。\n"
    "一、打造一批人工智能和机器人应用场景。每年遴选不少于20个示范场景，单个项目最高补助500万元。\n"
    "二、推动传统制造业数字化智能化转型升级，用好“人工智能+”产业创新发展政策，支持企业购置工业机器人。\n"
    "三、支持具身智能机器人领域高层次人才来中山创新创业。\n"
    f"四、支持标准如下：\n{TABLE}\n"
    "五、申报截止时间为2026年12月31日。\n"
    "本措施自印发之日起实施，有效期三年。"
)
GUIDE = "申报指南\n申报主体应在中山市登记注册，具备机器人整机或核心零部件研发能力。\n| 材料 | 份数 |\n| 申报书 | 3 |"
QUOTED = (
    ("application.2", "application", "body", "打造一批人工智能和机器人应用场景"),
    ("application.2", "application", "body", "机器人应用场景。每年遴选不少于20个示范场景"),
    ("industry.2", "industry", "body", "用好“人工智能+”产业创新发展政策"),
    ("industry.3", "industry", "title", "支持具身智能机器人产业发展"),
    ("talent.2", "talent", "attachment", "具备机器人整机或核心零部件研发能力"),
    ("application.2", "application", "body", "应用场景示范 | 500万元"),
)
"""Words that are quoted: two that overlap, some in a title, a table and an attachment."""
ISSUERS = ("中山市工业和信息化局", "中山市科学技术局", "小榄镇人民政府", "中山市教育和体育局", "横栏镇人民政府")
SUBJECTS = ("智能网联汽车", "工业机器人", "人工智能大模型", "低空经济", "数据要素", "智慧医疗", "灯饰智造")
KINDS = ("关于组织申报{}示范项目的通知", "关于{}专项资金拟支持项目的公示", "我市举办{}供需对接会", "{}工作方案政策解读")


def fill(archive: Archive, *, ordinary: int = 60) -> None:
    """Keep one announcement with everything, what stands around it, and so many ordinary ones; judge and index them."""
    one = {"title": TITLE, "issuer": "中山市人民政府办公室", "doc_number": NUMBER}
    guide = attachment(1, GUIDE, name="附件1：申报指南.docx")
    scan = attachment(2, None, name="附件2：责任分工.pdf", status="no_text_layer")
    day = datetime(2026, 10, 15, 10, tzinfo=SHANGHAI)
    _keep(archive, 1, day, body=BODY.replace("500万元。", "300万元。"), attachments=(guide,), published=day, **one)
    _keep(archive, 1, day + timedelta(days=3), body=BODY, attachments=(guide, scan), published=day, **one)
    _judge(archive, "zs-1", QUOTED)
    later = day + timedelta(days=4)
    copy = one | {"title": f"【转发】{TITLE}", "issuer": "中山火炬高技术产业开发区管理委员会"}
    _keep(archive, 2, later, body=BODY, attachments=(guide,), published=later, **copy)
    _keep(
        archive, 3, later, title=f"《{NAME}》政策解读", published=later, doc_number=None,
        body=f"近日，市人民政府办公室印发《{NAME}》（{NUMBER}），现就有关内容解读如下。\n一、背景。机器人产业快速发展。",
    )  # fmt: skip
    _keep(
        archive, 4, later, title="关于落实机器人产业措施有关工作的通知", published=later,
        body=f"各单位：\n为贯彻落实《{NAME}》（{NUMBER}）和《中山市推进“人工智能+”产业创新发展的若干政策措施》，现通知如下。",
    )  # fmt: skip
    for number in range(ordinary):
        _ordinary(archive, number)
    with archive.begin() as tx:
        announcements.withdraw(tx, "zs-4", MOMENT)
        runs.add(tx, _run("zs_gxj-tzgg"))
        editions.put(tx, _edition(), ())
        while citations.refresh(tx):
            pass
    indexing.bring_up(archive)


@contextmanager
def filled(folder: Path, **how: Any) -> Iterator[Client]:
    """Serve such an archive as `zswatch serve` does."""
    settings = Settings(data_dir=folder)
    with open_archive(settings) as archive:
        fill(archive, **how)
        with serving(archive, settings, rooms(settings)) as client:
            yield client


def _keep(archive: Archive, number: int, at: datetime, **changed: Any) -> None:
    with archive.begin() as tx:
        announcements.keep(tx, found(number, **changed), at)


def _ordinary(archive: Archive, number: int) -> None:
    subject, kind = SUBJECTS[number % len(SUBJECTS)], KINDS[number // len(SUBJECTS) % len(KINDS)]
    day = MOMENT - timedelta(days=3 + 11 * number)
    words = f"推动{subject}与机器人产业融合发展，" if number % 2 else f"支持{subject}发展，"
    body = f"各镇街、各有关单位：\n{words}现将第{number + 1}批有关事项通知如下。\n" + _line(number) * 3
    title = f"{kind.format(subject)}（第{number + 1}批）"
    _keep(
        archive, 100 + number, day, title=title, body=body, issuer=ISSUERS[number % len(ISSUERS)], published=day,
        doc_number=f"中工信〔{day.year}〕{number + 1}号" if number % 3 == 0 else None,
    )  # fmt: skip
    if number % 3:
        theme = ("study.1", "application.2", "industry.2", "talent.2")[number % 4]
        _judge(archive, f"zs-{100 + number}", ((theme, theme.partition(".")[0], "body", words[:-1]),))


def _line(number: int) -> str:
    firm, day = "甲乙丙丁戊己庚辛壬癸"[number % 10] * 3, number % 28 + 1
    return f"第{number + 1}批项目由{firm}公司等{number + 3}家单位承担，请于{day}日前报送材料。"


def _judge(archive: Archive, name: str, quoted: tuple[tuple[str, str, str, str], ...]) -> None:
    meeting = shipped()[MEETING]
    with archive.begin() as tx:
        one = announcements.get(tx, name)
        sha256 = next((file.sha256 for file in one.attachments), "")
        aligned = []
        for directive, theme, place, words in quoted:
            part = f"attachment:{sha256}" if place == "attachment" else place
            start = (one.part(part) or "").index(words)
            asks = meeting.directive(directive)
            assert asks is not None
            aligned.append(
                Alignment(
                    meeting=MEETING, directive=directive, theme=theme, score=0.8,
                    announcement_quote=Quote(
                        part=part, revision=one.revision, start=start, end=start + len(words), text=words
                    ),
                    directive_quote=DirectiveQuote(start=asks.start, end=asks.end, text=asks.text),
                )
            )  # fmt: skip
        judged = Analysis(
            announcement_id=one.id, revision=one.revision, method="test-1",
            relevance=Relevance(relevant=True, score=0.93, topics=("ai", "robotics"), reasons=("机器人 in the title",)),
            alignments=tuple(aligned), summary=one.body.split("\n")[1],
            deadline=datetime(2026, 12, 31).date() if name == "zs-1" else None,  # noqa: DTZ001
            amounts=("最高补助500万元",) if name == "zs-1" else (),
        )  # fmt: skip
        judgements.put(tx, judged, MOMENT)


def _run(source: str) -> SourceRun:
    return SourceRun(run_id="r1", source=source, started_at=MOMENT, finished_at=MOMENT, status="ok", pages=3, new=2)


def _edition() -> Any:
    composed = edition_of(12)
    laid_out = pages(composed)
    return replace(
        hand_made(at=MOMENT), content=document(composed), html=laid_out.html, text=laid_out.text,
        subject=laid_out.subject,
    )  # fmt: skip
