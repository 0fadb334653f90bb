"""An SVG as a small PNG: the same bytes for the same drawing on the same machine, and never boxes for letters."""

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from PIL import Image

LIMIT = 9_000
"""Bytes of a picture: 12,000 in base64, so that a page with two of them still has room for its items."""
FONT = Path(__file__).with_name("fonts") / "latin.ttf"
"""Letters and figures of ASCII, for machines without any font; what it lacks comes from the machine's fonts."""
_FAMILY = "DejaVu Sans"
_SCALES = (1.0, 0.8, 0.65)
_NOWHERE = "\U0010fffd"
"""A character for private use, which no font draws."""


@lru_cache(maxsize=64)
def png(svg: str, palette: tuple[str, ...], *, machine_fonts: bool = True, limit: int = LIMIT) -> bytes:
    """Return the picture of a drawing in at most four colours, as large as fits into `limit` bytes, b"" when none does.

    A drawing is twice as large as it is shown, so that one scaled down is still as sharp as most screens.
    """
    for scale in _SCALES:
        with Image.open(io.BytesIO(_rendered(svg, machine_fonts, scale))) as drawn:
            plain = drawn.convert("RGB")
        made = io.BytesIO()
        plain.quantize(palette=_colours(palette), dither=Image.Dither.NONE).save(made, "PNG", optimize=True, bits=2)
        if len(made.getvalue()) <= limit:
            return made.getvalue()
    return b""


def drawable(words: str, *, machine_fonts: bool = True) -> bool:
    """Return whether some font at hand has every character; what no font has would be a box or nothing."""
    return all(one.isascii() or _has(one, machine_fonts) for one in words)


@cache
def _has(character: str, machine_fonts: bool) -> bool:
    return character.isprintable() and _sample(character, machine_fonts) != _sample(_NOWHERE, machine_fonts)


@cache
def _sample(character: str, machine_fonts: bool) -> bytes:
    words = f'<text x="4" y="32" font-size="28">{character}</text>'
    return _rendered(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{words}</svg>', machine_fonts)


def _colours(palette: Sequence[str]) -> Image.Image:
    holder = Image.new("P", (1, 1))
    holder.putpalette(b"".join(bytes.fromhex(one.removeprefix("#")) for one in palette))
    return holder


def _rendered(svg: str, machine_fonts: bool, scale: float = 1.0) -> bytes:
    made = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=scale, skip_system_fonts=not machine_fonts, font_files=[str(FONT)], font_family=_FAMILY
    )
    return bytes(made)
