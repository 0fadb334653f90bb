"""Lines of logs: no secret that is known stands in one, however deep it lies in what is logged."""

import json
import logging
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.secrets import MARK
from scheduler.redaction import LEAST, REDACTOR
from tests.logged import leaves, put_back

SECRETS = st.text(min_size=LEAST, max_size=30).filter(lambda one: len(one.strip()) >= LEAST)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


class Holder:
    """Any object that shows what it holds."""

    def __init__(self, held: object) -> None:
        self.held = held

    def __repr__(self) -> str:
        return f"Holder({self.held!r})"


@st.composite
def records(draw: st.DrawFn) -> tuple[list[str], logging.LogRecord]:
    """Secrets, and a record that has them in its words, its arguments, its fields at any depth, and its error."""
    secrets = draw(st.lists(SECRETS, min_size=1, max_size=3))
    near = st.sampled_from(["", " ", "=", "/", '"', "'", "\\", "\n", "\x1b[0m", "中", "\u200b"])

    def around() -> str:
        return draw(near) + draw(st.sampled_from(secrets)) + draw(near)

    shapes: list[Any] = [
        around(), [around()], {"a": [around(), {around(): around()}]}, {"b": (around(),)}, Holder(around()),
        around().encode("utf-8", "surrogatepass"), {"deep": {"deep": {"deep": {"deep": [around()]}}}}, draw(NESTED),
        ValueError(around()), Path(around().replace("\0", "")),
    ]  # fmt: skip
    fields = {f"f{number}": draw(st.sampled_from(shapes)) for number in range(draw(st.integers(0, 4)))}
    one = draw(st.sampled_from(secrets))
    cut = draw(st.integers(0, len(one)))
    message, arguments = draw(
        st.sampled_from([("%s%s", (one[:cut], one[cut:])), ("it said %r", (one,)), ("%s", ({"k": one},))])
    )
    made = {"name": "x", "levelno": 40, "levelname": "ERROR", "msg": message, "args": arguments, **fields}
    record = logging.makeLogRecord(made)
    if draw(st.booleans()):
        error = ValueError(around())
        error.__cause__ = OSError(draw(st.sampled_from(shapes)))
        record.exc_info = (ValueError, error, None)
    return secrets, record


@given(records())
def test_no_registered_secret_ever_appears_in_any_line(made: tuple[list[str], logging.LogRecord]) -> None:
    from scheduler.log_lines import formatter

    secrets, record = made
    with put_back():
        REDACTOR.add(*secrets)
        for form in ("json", "human"):
            line = formatter(form, dict, colours=False).format(record)
            assert not [one for one in secrets if one in line], line
            if form == "json":
                assert not [one for leaf in leaves(json.loads(line)) for one in secrets if one in leaf], line
            assert "ERROR" in line.upper() or MARK in line
