"""Room: what a government document is. Numbers that carry their own check: identity cards, bank cards, social credit codes. Pure."""

from __future__ import annotations

from datetime import date

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
"""The first two digits of an identity number (GB/T 2260; 71 and 81 to 83 for residents of Taiwan, Hong Kong and Macao)."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_identity(number: str) -> bool:
    """Eighteen characters of GB 11643-1999: a province, a day of birth, and the check character; 15 digits have no check.

    An old number of fifteen digits needs a province and a day of birth; whoever calls asks for a word beside it as well.
    """
    if number[:2] not in PROVINCES:
        return False
    if len(number) == 15:
        return number.isdecimal() and _day("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdecimal() or not _day(number[6:14]):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return number[17].upper() == "10X98765432"[rest]


def _day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B: every second digit from the right doubled, digits added, a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_credit_code(code: str) -> bool:
    """A unified social credit code (GB 32100-2015): eighteen characters without I, O, S, V, Z; the last one checks the others."""
    if len(code) != 18 or any(one not in _CREDIT for one in code):
        return False
    total = sum(_CREDIT.index(one) * pow(3, place, 31) for place, one in enumerate(code[:17]))
    return _CREDIT[(31 - total % 31) % 31] == code[17]
