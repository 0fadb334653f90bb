"""Questions to the archive: `show`, `history` and `why`."""

from typing import TYPE_CHECKING, Any

import click

from scheduler.commands import citations
from scheduler.commands.options import as_json, existing, print_json, with_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.config import Settings
    from archive.records import Announcement, Revision
    from digest.edition import Edit, Language


@click.command()
@click.argument("which", metavar="ID-or-URL")
@as_json
@with_settings
def show(settings: "Settings", which: str, as_json: bool) -> None:
    """Show one announcement with its analysis."""
    from archive.export import document
    from archive.store import announcements

    with existing(settings) as archive, archive.read() as tx:
        found = announcements.get(tx, which)
        first = found if found.canonical_id == found.id else announcements.get(tx, found.canonical_id)
        rests_on = citations.basis(tx, found, settings)
    if as_json:
        print_json(document(found) | citations.document(rests_on))
    else:
        _print(found, first)
        _print_figures(found, settings.language)
        citations.show(rests_on, settings)


@click.command()
@click.argument("which", metavar="ID-or-URL")
@as_json
@with_settings
def history(settings: "Settings", which: str, as_json: bool) -> None:
    """Show an announcement's revisions with what changed between them."""
    from archive.store import announcements

    with existing(settings) as archive, archive.read() as tx:
        revisions = announcements.revisions(tx, announcements.get(tx, which).id)
    rows = [_revision(earlier, later) for earlier, later in zip([None, *revisions], revisions, strict=False)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        what = f"  ({row['kind']})" if row["kind"] else ""
        click.echo(f"revision {row['revision']}  seen {row['seen_at']}  {row['title']}{what}")
        _print_changes(row["changes"])
        for reading in row["readings"]:
            reader = f"{reading['reader']} {reading['reader_version']}"
            click.echo(f"    until {reading['until']} its bytes were read otherwise, by {reader}:")
            _print_changes(reading["changes"], "    ")


@click.command()
@click.argument("which", metavar="ID-or-URL")
@as_json
@with_settings
def why(settings: "Settings", which: str, as_json: bool) -> None:
    """Tell why an announcement was selected or left out, and matched or not."""
    from archive.store import announcements
    from digest.policies import Policies
    from digest.verdicts import account_of, meetings_in_force

    with existing(settings) as archive, archive.read() as tx:
        found = announcements.get(tx, which)
        meetings = meetings_in_force(settings, tx)
        policies = Policies(tx).named_by(tx, found, meetings)
        rests_on = citations.basis(tx, found, settings)
    account = account_of(found, meetings, policies)
    if as_json:
        print_json(account | citations.document(rests_on))
    else:
        _print_account(account)
        citations.show(rests_on, settings)


def _revision(earlier: "Revision | None", later: "Revision") -> dict[str, Any]:
    """Return a revision with what the publisher changed in it, and what earlier readers had made of its bytes."""
    from archive.amendments import gravest
    from digest.changes import between

    edits = between(earlier, later) if earlier else []
    states = [reading.state for reading in later.readings]
    return {
        **{name: getattr(later, name) for name in ("revision", "title", "raw_sha256", "reader", "reader_version")},
        "seen_at": later.seen_at.isoformat(),
        "kind": gravest(edit.kind for edit in edits),
        "changes": [_edit(edit) for edit in edits],
        "readings": [
            {
                "until": state.seen_at.isoformat(),
                "reader": state.reader,
                "reader_version": state.reader_version,
                "changes": [_edit(edit) for edit in between(state, following)],
            }
            for state, following in zip(states, [*states, later][1:], strict=True)
        ],
    }


def _edit(edit: "Edit") -> dict[str, Any]:
    plain = {name: getattr(edit, name) for name in ("part", "kind", "old", "new")}
    return plain | {"name": edit.name or None}


def _print_changes(changes: list[dict[str, Any]], indent: str = "") -> None:
    for one in changes:
        where = f"{one['part']} {one['name']}" if one["name"] else one["part"]
        click.echo(f"{indent}    {where} ({one['kind']}): 「{one['old']}」 → 「{one['new']}」")


def _print(found: "Announcement", first: "Announcement") -> None:
    click.echo(f"{found.title}\n{found.url}\n")
    if first.id != found.id:
        click.echo(f"first published by {first.issuer or first.source} as {first.id}: {first.url}\n")
    for name in (
        "id",
        "source",
        "published",
        "issuer",
        "doc_number",
        "index_number",
        "written_on",
        "validity",
        "revision",
        "first_seen",
        "last_seen",
        "withdrawn_at",
        "canonical_id",
    ):
        value = getattr(found, name)
        if value is not None:
            click.echo(f"{name}: {value}")
    for attachment in found.attachments:
        click.echo(f"attachment: {attachment.name} ({attachment.status}) {attachment.url}")
    click.echo(f"\n{found.body}\n")
    analysis = found.analysis
    if analysis is None:
        click.echo("not judged yet")
        return
    for line in _summary(analysis.summary, analysis.account):
        click.echo(line)
    verdict = "relevant" if analysis.relevance.relevant else "not relevant"
    click.echo(f"{verdict} ({analysis.relevance.score:.2f}): {'; '.join(analysis.relevance.reasons)}")
    for one in analysis.alignments:
        click.echo(f"  {one.meeting} {one.directive} ({one.score:.2f})\n    要求：{one.directive_quote.text}")
        click.echo(f"    回应：{one.announcement_quote.text} [{_place(found, one.announcement_quote.part)}]")


def _print_figures(found: "Announcement", language: "Language") -> None:
    """What can be applied for, what figures stand beside, and the figures themselves, each with its place."""
    from archive import clock
    from digest.comparisons import from_document as comparison
    from digest.offers import from_document as offer
    from digest.telling import comparison_line, offer_line

    account = found.analysis.account if found.analysis else {}
    if told := offer(account.get("offer")):
        click.echo(offer_line(told, language, clock.today(), found.recognised))
        if told.source:
            click.echo(f"    原文：{told.source.text} [{_place(found, told.source.part)}]")
    for one in map(comparison, account.get("comparisons", ())):
        click.echo(f"{comparison_line(one, language)} [{_place(found, one.ours.part)}; {one.id} {one.theirs.part}]")
    for each in account.get("figures", ()):
        value = f"{each['value']} {each['unit']}" if each["kind"] != "deadline" else each["value"]
        bound = "" if each["bound"] == "exact" else f" {each['bound']}"
        words = f"{each['subject']} {each['text']}".strip()
        click.echo(f"  {each['kind']} {value}{bound}: {words} [{_place(found, each['part'])}]")


def _place(found: "Announcement", part: str) -> str:
    return f"{part} OCR 文字识别" if part in found.recognised else part


def _summary(text: str, account: "Mapping[str, Any]") -> list[str]:
    """The summary and who wrote it, and what a model that was asked thinks of the alignments."""
    told, second = account.get("summary") or {}, account.get("second_opinion") or {}
    who = (
        f"written by the model {told['model']}, verified" if told.get("by") == "model" else "the paper's own sentences"
    )
    lines = [f"summary ({who}): {text}"] if text else []
    lines += [f"no model's summary: {told['why']}"] if told.get("why") else []
    lines += [f"no second opinion: {second['why']}"] if second.get("why") else []
    disputed = [one["directive"] for one in second.get("opinions", ()) if one["view"] == "disagree"]
    return lines + ([f"disputed by the model {second['model']}: {', '.join(disputed)}"] if disputed else [])


def _print_account(account: dict[str, Any], indent: str = "") -> None:
    for key, value in account.items():
        if isinstance(value, dict):
            click.echo(f"{indent}{key}:")
            _print_account(value, indent + "  ")
        elif isinstance(value, list):
            click.echo(f"{indent}{key}: {'' if value else '–'}")
            for one in value:
                told = ", ".join(f"{k} {v}" for k, v in one.items()) if isinstance(one, dict) else one
                click.echo(f"{indent}  - {told}")
        else:
            click.echo(f"{indent}{key}: {value}")


COMMANDS = (show, history, why)
