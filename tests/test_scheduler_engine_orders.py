"""What a command of the plan becomes."""

from datetime import datetime, timedelta

import pytest

from crawler.sources import load
from scheduler import hosts
from scheduler.engine import orders
from scheduler.engine.orders import Plan

DUE = datetime.fromisoformat("2026-11-20T06:30:00+08:00")
LIMIT = timedelta(hours=2)
BUNDLES = hosts.bundles(hosts.components(load().values()), 1)


def plan(*command: str) -> Plan:
    return Plan(name="crawl", command=command, due=DUE, limit=LIMIT)


def test_a_crawl_becomes_one_a_bundle_of_hosts() -> None:
    made = list(orders.crawls(plan("crawl"), BUNDLES, load(), search=True))
    assert [one.queue for one in made] == ["crawl"] * len(BUNDLES)
    assert len({one.lock for one in made}) == len({one.mark for one in made}) == len(BUNDLES)
    named = [word for one in made for word in one.command[1:] if not word.startswith("--")]
    assert sorted(named) == sorted(load())
    assert all({"--keep-only", "--search"} <= set(one.command) for one in made)


def test_the_lock_is_that_of_the_whole_bundle_whatever_is_wanted_of_it() -> None:
    whole = {one.lock: one for one in orders.crawls(plan("crawl"), BUNDLES, load(), search=True)}
    (part,) = orders.crawls(plan("crawl", "zs_gxj-tzgg"), BUNDLES, ["zs_gxj-tzgg"], search=False)
    assert part.command == ("crawl", "--keep-only", "zs_gxj-tzgg")
    assert part.lock in whole
    assert part.mark != whole[part.lock].mark


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        (("crawl",), []),
        (("crawl", "--rest"), []),
        (("crawl", "--plan", "fast", "--unvisited-since", "2026-11-20T06:30:00+08:00"), ["--unvisited-since"]),
        (("crawl", "--full", "--since", "2026-11-01", "zs_gxj"), ["--full", "--since"]),
    ],
)
def test_options_go_with_each_part(command: tuple[str, ...], kept: list[str]) -> None:
    asked = orders.asked(command)
    assert [word for word in asked.kept if word.startswith("--")] == kept
    assert (asked.plan, asked.rest, asked.names) == (
        "fast" if "--plan" in command else None,
        "--rest" in command,
        ["zs_gxj"] if "zs_gxj" in command else [],
    )


def test_an_order_is_read_back_as_it_was_kept() -> None:
    order = plan("crawl").order("judge", ["judge", "zs-1"])
    assert orders.of_plain("judge", order.plain) == order


def test_reading_and_judging_are_divided_and_nothing_is_left_out() -> None:
    ids = [f"zs-{number}" for number in range(45)]
    reading = list(orders.readings(plan("crawl"), ids))
    judging = list(orders.judgings(plan("crawl"), ids, 20))
    assert [word for one in reading for word in one.command[2:]] == ids
    assert [word for one in judging for word in one.command[1:]] == ids
    assert [len(one.command) - 1 for one in judging] == [20, 20, 5]
    assert {one.command[:2] for one in reading} == {("attachments", "read")}


def test_with_nothing_to_judge_the_index_is_brought_up_still() -> None:
    assert [one.command for one in orders.judgings(plan("crawl"), [], 20)] == [("judge",)]


def test_only_one_sends_at_a_time() -> None:
    locks = {orders.sending(plan("digest", *words)).lock for words in (("send",), ("deliver",))}
    assert locks == {"send"}
