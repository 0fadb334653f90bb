"""Answers with a tag: sent once, and not again to who has them."""

import pytest
from starlette.requests import Request

from archive.web.served import content


def request(stated: str | None) -> Request:
    headers = [] if stated is None else [(b"if-none-match", stated.encode())]
    return Request({"type": "http", "headers": headers, "method": "GET", "path": "/"})


def test_the_tag_is_that_of_the_bytes() -> None:
    one, same, other = (content(request(None), raw, "image/png") for raw in (b"a", b"a", b"b"))
    assert one.headers["ETag"] == same.headers["ETag"] != other.headers["ETag"]
    assert (one.status_code, one.body, one.headers["Cache-Control"]) == (200, b"a", "no-cache")


@pytest.mark.parametrize(
    ("form", "status"), [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200)]
)
def test_who_has_it_gets_it_not_again(form: str, status: int) -> None:
    tag = content(request(None), b"a", "text/plain").headers["ETag"]
    answer = content(request(form.format(tag)), b"a", "text/plain", headers={"X": "y"})
    assert (answer.status_code, answer.headers["X"], answer.headers["ETag"]) == (status, "y", tag)
