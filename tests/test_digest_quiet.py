"""No line of a library's own tells an address."""

import logging

import pytest

from digest.quiet import quiet


def test_lines_are_kept_away_meanwhile_and_no_longer(caplog: pytest.LogCaptureFixture) -> None:
    library = logging.getLogger("a.library")
    caplog.set_level(logging.INFO)

    def asked() -> None:
        with quiet("a.library"):
            library.error("https://example.org/?key=secret")
            raise ValueError("gone wrong")

    with pytest.raises(ValueError, match="gone wrong"):
        asked()
    library.warning("after")
    assert [one.message for one in caplog.records] == ["after"]
