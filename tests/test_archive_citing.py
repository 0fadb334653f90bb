"""Citations in the archive: kept per revision, read anew with new words, resolved in whatever order papers come."""

from itertools import permutations

import sqlalchemy as sa

from archive.records import Found, Meeting
from archive.store import Archive, announcements, citations, rereading
from archive.tables import Citation, CitationReading, Designation
from tests.found import HOUR, NOON, found

POLICY = found(
    1,
    title="中山市人民政府关于印发中山市推进“人工智能+”若干政策措施的通知",
    doc_number="中府〔2025〕1号",
    body="现印发给你们。",
)
RULES = found(
    2,
    title="关于印发《中山市推进“人工智能+”若干政策措施实施细则》的通知",
    doc_number="中工信规字〔2025〕3号",
    body="根据《中山市推进“人工智能+”的若干政策措施》，制定细则。",
)
GUIDE = found(3, title="关于申报算力券的通知", doc_number=None, body="依据中工信规字〔2025〕3号，现组织申报。")


def keep(archive: Archive, *some: Found, refresh: bool = True) -> None:
    for one in some:
        with archive.begin() as tx:
            announcements.keep(tx, one, NOON)
            while refresh and citations.refresh(tx):
                pass


def test_documents_are_found_in_whatever_order_they_come(archive: Archive) -> None:
    for shift, order in enumerate(permutations((POLICY, RULES, GUIDE))):
        family = f"f{shift}"
        some = [_of(family, one) for one in order]
        keep(archive, *some)
        with archive.read() as tx:
            links = citations.chain(tx, f"{family}-3", [])
            assert [one.relation for one in links] == [None, "implements", "implements"]
        with archive.begin() as tx:
            tx.execute(sa.delete(Designation))  # the next order begins without what is held of this one


def _of(family: str, one: Found) -> Found:
    number = one.id.rpartition("-")[2]
    return found(
        int(number),
        id=f"{family}-{number}",
        url=f"http://{family}.example/post_{number}.html",
        title=one.title,
        doc_number=one.doc_number,
        body=one.body,
        published=None,
    )


def test_one_that_arrives_later_is_found_from_then_on(archive: Archive) -> None:
    keep(archive, RULES)
    with archive.read() as tx:
        (cited,) = citations.of(tx, "zs-2", 1)
        assert (cited.target, cited.citation.relation) == (None, "implements")
    keep(archive, POLICY)
    with archive.read() as tx:
        assert [one.target for one in citations.of(tx, "zs-2", 1)] == ["zs-1"]


def test_each_revision_keeps_what_it_cited(archive: Archive) -> None:
    keep(archive, POLICY, RULES)
    with archive.begin() as tx:
        announcements.keep(
            tx,
            found(2, title=RULES.title, doc_number=RULES.doc_number, body="依据《中山市财政资金办法》制定。"),
            NOON + HOUR,
        )
        while citations.refresh(tx):
            pass
        assert [one.target for one in citations.of(tx, "zs-2", 1)] == ["zs-1"]
        assert {one.citation.title for one in citations.of(tx, "zs-2", 2)} >= {"中山市财政资金办法"}


def test_words_that_were_not_read_yet_are_read_when_asked(archive: Archive) -> None:
    keep(archive, POLICY)
    keep(archive, RULES, refresh=False)
    with archive.read() as tx:
        assert [one.target for one in citations.of(tx, "zs-2", 1)] == ["zs-1"]
        assert tx.scalar(sa.select(sa.func.count()).select_from(CitationReading)) == 1


def test_what_is_read_otherwise_is_cited_anew(archive: Archive) -> None:
    keep(archive, RULES)
    again = found(
        2,
        title=RULES.title,
        doc_number=RULES.doc_number,
        body="根据《中山市乙管理办法》，制定细则。",
        raw_sha256=RULES.raw_sha256,
    )
    with archive.begin() as tx:
        assert rereading.reread(tx, again, NOON + HOUR)
        texts = [one.citation.text for one in citations.of(tx, "zs-2", 1)]
        assert "《中山市乙管理办法》" in texts
        assert citations.refresh(tx) == 1
        assert citations.refresh(tx) == 0
        assert [row.text for row in tx.scalars(sa.select(Citation).order_by(Citation.position))] == texts


def test_a_retitled_announcement_is_not_found_under_its_old_name(archive: Archive) -> None:
    keep(archive, POLICY, RULES)
    renamed = found(1, title="关于印发中山市另一份措施的通知", doc_number="中府〔2025〕1号", body="现印发给你们。")
    with archive.begin() as tx:
        announcements.keep(tx, renamed, NOON + HOUR)
        citations.refresh(tx)
        assert [one.target for one in citations.of(tx, "zs-2", 1)] == [None]


def test_the_number_of_a_meetings_policy_is_learnt_from_who_states_it(archive: Archive) -> None:
    from archive.records import Fact

    text = "《中山市推进“人工智能+”的若干政策措施》"
    fact = Fact(kind="policy", value=text[1:-1], unit=None, start=0, end=len(text), text=text)
    meeting = Meeting(id="m", title="会", date=NOON.date(), url="", text=text, facts=(fact,))
    states = found(5, title="甲通知", doc_number=None, body=f"根据{text}（中府〔2025〕1号），现公告。")
    keep(archive, states, found(6, title="乙通知", doc_number=None, body="根据中府〔2025〕1号文，现公告。"))
    with archive.read() as tx:
        links = citations.chain(tx, "zs-6", citations.origins(tx, [meeting]))
    assert [(one.kind, one.id) for one in links] == [("meeting", "m"), ("document", None), ("document", "zs-6")]
