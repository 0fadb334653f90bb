"""The filters of a query as parameters of an address: what the OpenAPI document says of them, and how they are read."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.requests import Request

from archive.asked import MOST_CHARACTERS, MOST_HITS, query_of
from archive.records import Order, Query, Trait

CURSOR = "^[A-Za-z0-9_.~-]{1,200}$"


def _day(stated: str) -> str:
    if len(stated) != len("2025-02-21"):
        raise ValueError("expected a day such as 2025-02-21")
    date.fromisoformat(stated)
    return stated


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Words = Annotated[str, Field(max_length=MOST_CHARACTERS)]
YesNo = Literal["yes", "no"]


def _said(meaning: str, **more: Any) -> Any:
    return Field(default=None, description=meaning, **more)


class Filters(BaseModel):
    """Which announcements; all that is stated must hold. A name that is not known is refused, not passed by."""

    model_config = ConfigDict(extra="forbid")
    q: Words | None = _said(
        'words to search for, phrases in quotes; 文号 in any brackets (docs/search.md), "机器人 -展会"'
    )
    from_: Day | None = _said("published on this day or later (Asia/Shanghai)", alias="from")
    to: Day | None = _said("published on this day or earlier")
    source: Words | None = _said("met by this source, or by a publisher's sources (zs_gxj for zs_gxj-tzgg)")
    issuer: Words | None = _said("the issuer's name contains this")
    body: Words | None = _said("the issuer's whole name")
    town: Words | None = _said("town of Zhongshan")
    theme: Words | None = _said("answers this theme of a meeting: study, application, industry, talent, general")
    directive: Words | None = _said("answers this directive: application.2, or 2025-02-21/application.2")
    topic: Words | None = _said("ai or robotics")
    has: list[Trait] | None = _said("has all of these; may stand several times")
    number: Words | None = _said("文号, in any brackets")
    relevant: YesNo | None = _said("judged to be about AI or robotics in Zhongshan, or judged not to be")
    sort: Order | None = _said("order; `deadline`: the next one first, then those that have none. Default: best")
    limit: Annotated[int, Field(ge=1, le=MOST_HITS)] | None = _said("at most so many on a page. Default: 20")
    after: Annotated[str, Field(pattern=CURSOR)] | None = _said("the cursor that the page before gave")


class Search(Filters):
    """The filters of a search."""

    facets: YesNo | None = _said("count the hits by the values of the filters too. Default: no")


class Closing(Filters):
    """The filters of deadlines."""

    past: YesNo | None = _said("those that have passed, the last first. Default: no")


class Exported(Filters):
    """The filters of an export."""

    format: Annotated[
        Literal["jsonl", "csv", "md", "parquet", "sqlite"], Field(description="the form of the file (docs/api.md)")
    ]


class Paging(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=MOST_HITS, description="at most so many on a page")] = 20
    after: Annotated[str, Field(pattern="^[0-9]{1,9}$")] | None = _said("the cursor that the page before gave")


class Nothing(BaseModel):
    """No parameter at all."""

    model_config = ConfigDict(extra="forbid")


Paper = Annotated[str, Path(description="its id, such as zs-2491968, or a page at which it was met, percent-encoded")]
Bytes = Annotated[str, Path(description="SHA-256 of the file's bytes, in hexadecimal")]
Meeting = Annotated[str, Path(description="id of the meeting, such as 2025-02-21")]
Edition = Annotated[str, Path(description="key of the edition, such as daily-2026-11-18")]


def query(request: Request) -> Query:
    """Return what an address asks for, after its names and values were checked; raises WrongUse (stated twice)."""
    return query_of(request.query_params.multi_items())
