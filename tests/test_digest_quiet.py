"""Loggers are quiet as long as anybody needs it, and afterwards as they were."""

import logging

from digest.quiet import quiet

NAME = "tests.quiet"


def test_blocks_that_overlap_leave_a_logger_as_it_was() -> None:
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.INFO)
    first, second = quiet(NAME), quiet(NAME)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert logger.level == logging.CRITICAL
    second.__exit__(None, None, None)
    assert logger.level == logging.INFO
