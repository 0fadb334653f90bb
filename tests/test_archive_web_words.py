"""The words of the pages: every phrase in both languages, with the same values, and none in two tables."""

import re
from pathlib import Path
from string import Formatter

from archive.web import words

TEMPLATES = Path(words.__file__).parent / "templates"


def test_every_phrase_is_there_in_both_languages_with_the_same_values() -> None:
    for phrase, (chinese, english) in words._WORDS.items():
        assert bool(chinese.strip()) == bool(english.strip()), phrase
        fields = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in (chinese, english)]
        assert fields[0] == fields[1], phrase


def test_no_phrase_stands_in_two_tables() -> None:
    tables = re.search(r"^_WORDS: Final = (.+)$", Path(words.__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert tables is not None
    sizes = [len(getattr(words, name.strip())) for name in tables[1].split("|")]
    assert sum(sizes) == len(words._WORDS)


def test_every_phrase_that_a_template_says_is_known() -> None:
    said = {
        phrase
        for file in TEMPLATES.glob("*.j2")
        for phrase in re.findall(r'\bt\("([a-z_]+)"[,)]', file.read_text(encoding="utf-8"))
    }
    assert len(said) > 100
    assert said <= set(words._WORDS)
