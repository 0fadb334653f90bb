"""The digest's commands: judge what is new, compose an edition, send it, show it, make it again."""

from datetime import datetime

from archive import clock
from archive.config import Settings
from archive.store import Archive
from digest.correcting import CorrectionReport, correct
from digest.delivering import deliver as deliver_due
from digest.editions import ledger_of
from digest.outbox import DeliveryReport
from digest.policies import Policies
from digest.sending import SendReport, send
from digest.showing import Preview, listed, preview, replay
from digest.verdicts import account_of, judge_new, meetings_in_force, method_of, waiting_ids

__all__ = [
    "CorrectionReport",
    "Policies",
    "Preview",
    "SendReport",
    "account_of",
    "correct",
    "deliver",
    "judge_new",
    "ledger_of",
    "listed",
    "meetings_in_force",
    "method_of",
    "preview",
    "replay",
    "send",
    "waiting_ids",
]


def deliver(archive: Archive, settings: Settings, now: datetime | None = None) -> DeliveryReport:
    """Send what is queued and due."""
    return deliver_due(archive, settings, now or clock.now())
