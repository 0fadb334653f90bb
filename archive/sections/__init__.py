"""Sections of the settings."""

from archive.sections.keeping import Retention, Store
from archive.sections.outward import Bounces, Mail, Robot
from archive.sections.schedule import Crawls, Schedule
from archive.sections.section import Section
from archive.sections.service import Engine, Log, Network, Watch
from archive.sections.web import Web

__all__ = [
    "Bounces",
    "Crawls",
    "Engine",
    "Log",
    "Mail",
    "Network",
    "Retention",
    "Robot",
    "Schedule",
    "Section",
    "Store",
    "Watch",
    "Web",
]
