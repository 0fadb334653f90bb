"""Fonts for the charts of the digest."""

from collections.abc import Iterator

from scheduler.doctor.finding import Finding, Installation, warning, well

NAME = "fonts"
SAMPLE = "中山观察镇"


def look(_: Installation) -> Iterator[Finding]:
    """Tell whether the charts have letters for Chinese names."""
    from digest.pictures import drawable

    yield judged(drawn=drawable(SAMPLE))


def judged(*, drawn: bool) -> Finding:
    """Say what it means that Chinese letters can be drawn, or not."""
    if drawn:
        return well(NAME, "charts have Chinese letters")
    do = "install a font with them, such as fonts-wqy-microhei or fonts-noto-cjk; until then themes stand there by key"
    return warning(NAME, "no font on this machine has Chinese letters", do)
