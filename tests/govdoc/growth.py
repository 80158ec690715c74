"""Growth of a function's work with its input: the ratio of processor time between two sizes, never a time limit."""

from __future__ import annotations

from collections.abc import Callable

from tests.effort import seconds

SMALL, LARGE = 10_000, 40_000
# Four times the input: linear is 4, quadratic 16. Runs too short to compare count as linear.
ALLOWED = 9.0
TOO_SHORT = 0.04


def grows_linearly(work: Callable[[str], object], unit: str) -> bool:
    """True when `work` on 40,000 characters of `unit` repeated takes about four times what it takes on 10,000."""
    large = _seconds(work, unit, LARGE)
    return large < TOO_SHORT or large <= ALLOWED * _seconds(work, unit, SMALL)


def _seconds(work: Callable[[str], object], unit: str, size: int) -> float:
    text = (unit * (size // len(unit) + 1))[:size]
    return seconds(lambda: work(text))
