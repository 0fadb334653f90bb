"""The small types of which the documents of the interface are made, with what they mean."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Moment = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "format": "date-time", "description": "ISO 8601, Beijing time with its zone (+08:00)"}
    ),
]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date", "description": "day in Asia/Shanghai"})]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the bytes, in hexadecimal")]
Part = Annotated[
    str, Field(pattern="^(title|body|attachment:[0-9a-f]{64})$", description="title, body or attachment:<sha256>")
]
Score = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Offset = Annotated[int, Field(ge=0, description="counted in Unicode code points of the text, from 0")]
Status = Literal["ok", "empty", "partial", "blocked", "drift", "failed"]


class Document(BaseModel):
    """What all documents share: exactly the named fields."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong, as RFC 9457 writes it; `detail` is a sentence for a person."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["about:blank"]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str


class Span(Document):
    """A span of a text; `text` is exactly the slice start:end."""

    start: Offset
    end: Annotated[int, Field(ge=1, description="the first code point behind the span")]
    text: str


class Quote(Span):
    """A span of a part of an announcement, in one of its revisions."""

    part: Part
    revision: Annotated[int, Field(ge=1)]


class Named(Document):
    """A theme of a meeting."""

    id: str
    name: str
