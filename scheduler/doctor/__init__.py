"""What `zswatch doctor` looks at: one module a thing, each bounded in time, all side by side; nothing is changed."""

from scheduler.doctor import (
    blobs,
    clocks,
    database,
    folder,
    fonts,
    mail,
    mailbox,
    model,
    pages,
    parts,
    proxies,
    secret_files,
    services,
    settings_file,
    sites,
)
from scheduler.doctor.examining import Check, examine
from scheduler.doctor.finding import SIGNS, Finding, Installation

__all__ = ["CHECKS", "SIGNS", "Finding", "Installation", "examine"]

CHECKS = (
    Check(settings_file.NAME, settings_file.look),
    Check(secret_files.NAME, secret_files.look),
    Check(folder.NAME, folder.look),
    Check(database.NAME, database.look),
    Check(services.NAME, services.look),
    Check(blobs.NAME, blobs.look, seconds=60.0),
    Check(clocks.NAME, clocks.look),
    Check(fonts.NAME, fonts.look),
    Check(parts.NAME, parts.look),
    Check(proxies.NAME, proxies.look, online=True),
    Check(sites.NAME, sites.look, seconds=3 * sites.SECONDS, online=True),
    Check(mail.NAME, mail.look, seconds=90.0, online=True),
    Check(mailbox.NAME, mailbox.look, seconds=60.0, online=True),
    Check(model.NAME, model.look, online=True),
    Check(pages.NAME, pages.look, online=True),
)
"""In the order in which they are told."""
