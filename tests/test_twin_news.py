"""The newspapers of the twin as a client meets them, and the search, which is asked by POST."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from crawler.pages import site_search
from tests.twin import Twin
from tests.twin.stories import standing, stories
from tests.twin.visitor import connect, visit


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with Twin(everyday=False) as running:
        yield running


def test_every_story_stands_where_its_address_says_and_only_from_its_day_on(twin: Twin) -> None:
    assert len({one.id for one in stories()}) == len(stories())
    for day in (1, 2):
        twin.day = day
        for one in stories():
            answer = visit(twin, one.url)
            assert answer.status == (200 if one.day <= day else 404), one.url
            assert answer.status == 404 or all(line in answer.text for line in (one.title, *one.paragraphs))
    assert {one.place[0] for one in standing(1)} == {"zsnews", "zsplus", "paper"}
    assert {one.template for one in standing(1)} == {"new", "old"}


@pytest.mark.parametrize("page", [1, 2, 9])
def test_the_search_is_asked_by_post(twin: Twin, page: int) -> None:
    connection = connect(twin, site_search.ADDRESS)
    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", site_search.ADDRESS, urlencode(site_search.form("中山", page)).encode(), fields)
    reply = connection.getresponse()
    found = site_search.read(reply.read())
    connection.close()
    assert reply.status == 200
    assert found.total > site_search.PAGE_SIZE
    assert len(found.hits) == max(0, min(site_search.PAGE_SIZE, found.total - (page - 1) * site_search.PAGE_SIZE))
    assert all("中山" in hit.title and hit.id for hit in found.hits)
    assert visit(twin, "http://www.zs.gov.cn/", "POST").status == 405


def test_the_platform_of_readings_answers_by_number(twin: Twin) -> None:
    answer = visit(twin, "https://zcjd.cloud.gd.gov.cn/api/home/article?id=7301")
    assert json.loads(answer.text)["data"]["pub_unite"] == "中山市工业和信息化局"
    assert visit(twin, "https://zcjd.cloud.gd.gov.cn/api/home/article?id=1").status == 404
