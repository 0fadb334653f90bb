"""Printed words recognised in pictures, by RapidOCR with the models of its own package; the optional part `ocr`.

Nothing of it is imported before the first picture. One process is to use it for one file: it needs about a gigabyte.
"""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from time import monotonic
from typing import Any

from crawler.attachments.limits import TooLarge, Unreadable
from crawler.attachments.paragraphs import PrintedLine

MAX_PICTURES = 40
"""Pages or frames that are recognised of one file; each takes about three seconds."""
SHARE = 0.8
"""No picture is begun when so much of the time is over."""
MAX_PIXELS = 60_000_000
"""Of a picture file: A3 at 600 dots an inch has about 70, A4 35 million."""
DOTS, PAGE_PIXELS = 200 / 72, 12_000_000
"""Pages are drawn with so many dots a point, but with no more pixels than that."""
CELL_GAP = 0.8
"""A gap of so many character heights between two words of a line is the border of a cell."""
SAME_LINE = 0.5
LEAST_SURE, TURNED = 0.5, 0.8
"""Words less sure are left out (of 1); a picture whose characters are on average less sure may lie on its side."""
Found = tuple[list[list[float]], str, float]
NEEDED = ("rapidocr", "onnxruntime", "PIL", "numpy")


def installed() -> bool:
    """Tell whether the optional part is there."""
    return all(find_spec(name) is not None for name in NEEDED)


class Recogniser:
    """Reads the pictures of one file within a time in seconds; see `sight.Sight`."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + SHARE * seconds
        self._left = MAX_PICTURES
        from rapidocr import RapidOCR  # noqa: PLC0415 - optional, and a second of loading

        # The step that turns single lines round is left out: when it errs, a line of sound words becomes rubbish.
        wanted = {"Global.text_score": LEAST_SURE, "Global.use_cls": False, "Global.log_level": "critical"}
        self._engine = RapidOCR(params=wanted)

    def more(self) -> bool:
        """Tell whether there is time for another picture; what is left then stays unread."""
        self._left -= 1
        return self._left >= 0 and monotonic() < self._until

    def page(self, page: Any) -> list[PrintedLine]:
        """Return the lines of a page of a PDF, from top to bottom."""
        width, height = page.get_size()
        scale = min(DOTS, (PAGE_PIXELS / max(1.0, width * height)) ** 0.5)
        return self._lines(page.render(scale=scale).to_pil().convert("RGB"))

    def picture(self, raw: bytes) -> list[list[PrintedLine]]:
        """Return the lines of each frame of a picture file; raises Unreadable or TooLarge."""
        from PIL import Image, ImageSequence  # noqa: PLC0415

        Image.MAX_IMAGE_PIXELS = None  # our own bound is checked below, before anything is unpacked
        try:
            with Image.open(io.BytesIO(raw)) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise TooLarge(f"{width} x {height} pixels, expected at most {MAX_PIXELS}")
                frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
                if frames > MAX_PICTURES:
                    raise TooLarge(f"{frames} pictures, expected at most {MAX_PICTURES}")
                every = [image] if frames == 1 else ImageSequence.Iterator(image)
                return [self._lines(frame.convert("RGB")) for frame in every]
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Unreadable(f"{type(error).__name__}: {error}") from None

    def _lines(self, image: Any) -> list[PrintedLine]:
        """Recognise a picture; one that makes little sense as it stands is turned round, and its best side taken."""
        found = self._found(image)
        if found and _sureness(found) < TURNED * sum(len(text) for _, text, _ in found):
            turned = [self._found(image.rotate(angle, expand=True)) for angle in (180, 90, 270)]
            found = max([found, *turned], key=_sureness)
        return list(_printed((box, text) for box, text, _ in found))

    def _found(self, image: Any) -> list[Found]:
        import numpy as np  # noqa: PLC0415

        found: Any = self._engine(np.asarray(image)[:, :, ::-1])
        if found.txts is None or found.boxes is None:
            return []
        return list(zip(found.boxes.tolist(), found.txts, found.scores, strict=True))


def _sureness(found: list[Found]) -> float:
    return sum(score * len(text) for _, text, score in found)


def _printed(found: Any) -> Iterator[PrintedLine]:
    """Put recognised words to lines, from top to bottom; words far apart on a line are its cells."""
    words = [_word(box, text) for box, text in found if text.strip()]
    rows: list[list[PrintedLine]] = []
    for word in sorted(words, key=lambda one: -(one.bottom + one.height / 2)):
        middle = word.bottom + word.height / 2
        first = rows[-1][0] if rows else None
        if first and abs(first.bottom + first.height / 2 - middle) < SAME_LINE * min(first.height, word.height):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield _line(sorted(row, key=lambda one: one.left))


def _word(box: list[list[float]], text: str) -> PrintedLine:
    across, down = [x for x, _ in box], [y for _, y in box]
    height = max(1.0, max(down) - min(down))
    return PrintedLine(cells=(text.strip(),), left=min(across), right=max(across), bottom=-max(down), height=height)


def _line(words: list[PrintedLine]) -> PrintedLine:
    cells: list[str] = []
    height = max(word.height for word in words)
    for at, word in enumerate(words):
        if at and word.left - words[at - 1].right < CELL_GAP * height:
            cells[-1] += word.text
        else:
            cells.append(word.text)
    bottom = min(word.bottom for word in words)
    return PrintedLine(cells=tuple(cells), left=words[0].left, right=words[-1].right, bottom=bottom, height=height)
