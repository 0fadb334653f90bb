"""The scores of the citations stay above their floors, on the parts that were tuned on and on the one that was not."""

import pytest

from archive.store import Archive
from tests import score_citations

FLOORS = {"labelled": 0.98, "development": 0.97, "further": 0.97, "third": 0.95, "unseen": 0.95}


@pytest.mark.parametrize("part", score_citations.PARTS)
def test_citations_are_above_their_floors(part: str, archive: Archive) -> None:
    if archive.engine.dialect.name != "sqlite":
        pytest.skip("the rules are the same on either engine")
    total = score_citations.score(archive, part)
    assert total.extraction.stated >= 30
    for count in (total.extraction, total.relation, total.resolution):
        assert min(count.precision, count.recall) >= FLOORS[part], total.faults if part != "unseen" else part
