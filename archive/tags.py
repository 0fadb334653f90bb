"""Tags: what filters ask of an announcement, as short words that stand in the index beside its text. Pure."""

from archive.records import Announcement


def tags_of(one: Announcement) -> tuple[str, ...]:
    """Return the tags of an announcement, each `kind:value`, sorted."""
    has = [
        ("attachment", bool(one.attachments)),
        ("revision", one.revision > 1),
        ("withdrawn", one.withdrawn_at is not None),
    ]
    return tuple(sorted(f"has:{name}" for name, holds in has if holds))
