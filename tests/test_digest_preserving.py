"""An edition comes back as it was, whatever is in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.edition import Edition, Reader
from digest.preserving import preserve, revive
from digest.render import pages
from tests.crowds import many
from tests.editions import DAY, NOW, full_edition

READER = Reader(name="chen", since=DAY, why="asked", earlier=(), missed=2)


@pytest.mark.parametrize(
    "edition",
    [
        full_edition(),
        full_edition(language="en", untold=()),
        full_edition(untold=many(40)),
        replace(full_edition(), period=(DAY - timedelta(days=7), DAY), reader=READER),
    ],
)
def test_it_comes_back_as_it_was(edition: Edition) -> None:
    kept = preserve(edition)
    back = revive(kept)
    assert back == edition
    assert pages(back) == pages(edition)
    assert preserve(back) == kept
    assert back.composed_at == NOW


def test_what_can_not_be_read_is_none() -> None:
    assert revive(None) is None
    assert revive(b"something else") is None
    assert revive(preserve(full_edition())[:-9]) is None
