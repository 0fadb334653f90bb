"""Measure how reports of meetings are read: `python -m tests.score_meetings` prints both parts."""

import re
import sys
from collections import Counter
from dataclasses import dataclass

from archive.records import Meeting
from scheduler.reports import read_report
from tests import meeting_reports
from tests.meeting_reports import Report

MEASURES = ("directives", "characters", "directives with theme", "themes", "facts")


@dataclass
class Tally:
    """How many were expected, found and right."""

    expected: int = 0
    found: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * self.right / total if total else 1.0


def measured(part: str, *, aloud: bool = False) -> dict[str, Tally]:
    """Return the tallies of a part by measure."""
    tallies = {name: Tally() for name in MEASURES}
    for report in meeting_reports.reports(part):
        meeting = meeting_of(report)
        for name, (expected, found) in _compared(report, meeting).items():
            right = sum((expected & found).values())
            tallies[name].expected += sum(expected.values())
            tallies[name].found += sum(found.values())
            tallies[name].right += right
            if aloud and name in ("directives with theme", "themes", "facts"):
                _tell(report.name, name, expected, found)
    return tallies


def meeting_of(report: Report) -> Meeting:
    """Return what the program reads in a report; the day is given to it only where the report's head says so."""
    given = report.held_on if "given" in report.stated else None
    return read_report(report.raw, report.name, held_on=given).meeting


def _compared(report: Report, meeting: Meeting) -> dict[str, tuple[Counter[object], Counter[object]]]:
    names = {one.id: one.name for one in meeting.themes} | {"general": "general"}
    simple = meeting_reports._simplified(report.text)
    lost = meeting_reports.torn(report) if report.form == "torn" else ()
    sound = "".join("\0" if at in lost else sign for at, sign in enumerate(simple))
    truth = [(theme, sound[start:end].replace("\0", "")) for theme, start, end in report.directives]
    read = [(names[one.theme], re.sub(r"(?:\\x[0-9a-f]{2})+", "", one.text)) for one in meeting.directives]
    facts = {(one.kind, one.value, one.unit) for one in meeting.facts}
    return {
        "directives": (Counter(text for _, text in truth), Counter(text for _, text in read)),
        "characters": (Counter(_offsets(truth)), Counter(_offsets(read))),
        "directives with theme": (Counter(truth), Counter(read)),
        "themes": (Counter(report.themes), Counter(one.name for one in meeting.themes)),
        "facts": (Counter(report.facts), Counter(facts)),
    }


def _offsets(directives: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """What a person would have to move by hand: each character under its theme, however the words are cut up."""
    whole = {theme: "".join(text for other, text in directives if other == theme) for theme, _ in directives}
    found = [(theme, Counter(words)) for theme, words in whole.items()]
    return [(theme, sign, at) for theme, signs in found for sign, many in signs.items() for at in range(many)]


def _tell(name: str, what: str, expected: Counter[object], found: Counter[object]) -> None:
    for one in expected - found:
        print(f"{name} {what}: missing {one}")
    for one in found - expected:
        print(f"{name} {what}: wrong   {one}")


def main(parts: list[str]) -> None:
    for part in parts or ["development", "held-out"]:
        for name, one in measured(part, aloud=bool(parts)).items():
            precision, recall = one.right / max(1, one.found), one.right / max(1, one.expected)
            print(f"{part:12} {name:22} P {precision:.3f} R {recall:.3f} F1 {one.f1:.3f} ({one.expected} expected)")


if __name__ == "__main__":
    main(sys.argv[1:])
