"""The questions asked at the terminal, one after the other; what options say is not asked."""

from collections.abc import Mapping
from typing import Any

import click

from archive.errors import WrongUse
from scheduler.setup.questions import QUESTIONS, Question, answered, provider
from scheduler.setup.words import ASKED, Language, say


def ask(stated: Mapping[str, str | None], *, silent: bool) -> dict[str, Any]:
    """Return an answer to every question that comes: the stated one, else what is typed, or proposed when `silent`.

    Raises WrongUse for a stated answer that will not do, or one that is needed and that `silent` cannot propose;
    click.Abort when the terminal is left.
    """
    answers: dict[str, Any] = {}
    for question in QUESTIONS:
        given = stated.get(question.name)
        if given is None and not question.comes(answers):
            continue
        if given is None and not silent:
            answers[question.name] = _typed(question, answers)
        else:
            answers[question.name] = _taken(question, question.proposed(answers) if given is None else given)
        _told(question, answers, silent=silent)
    return answers


def _taken(question: Question, stated: str) -> Any:
    try:
        return answered(question, stated)
    except WrongUse as error:
        raise WrongUse(f"{option(question)}: {error}") from None


def option(question: Question) -> str:
    """Return the option that answers a question."""
    return "--password-file" if question.name == "password" else f"--{question.name.replace('_', '-')}"


def _typed(question: Question, answers: dict[str, Any]) -> Any:
    def checked(typed: str) -> Any:
        try:
            return answered(question, typed)
        except WrongUse as error:
            raise click.UsageError(str(error)) from None  # which is told, and asked again

    language: Language = answers.get("language", "zh")
    proposed = question.proposed(answers)
    return click.prompt(
        ASKED[question.name][language], default=proposed, value_proc=checked, hide_input=question.hidden,
        show_default=bool(proposed) and not question.hidden,
    )  # fmt: skip


def _told(question: Question, answers: dict[str, Any], *, silent: bool) -> None:
    """Say what follows from an answer."""
    if silent:
        return
    language: Language = answers["language"]
    if question.name == "language":
        click.echo(say(language, "begin"))
    known = provider(answers)
    if question.name == "service" and known is not None:
        click.echo(say(language, "service", name=known.name, host=known.host, port=known.port, password=known.password))
