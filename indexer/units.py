"""Room: from facts to a searchable index. What a query asks for: its words as units, each of which a document must have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.conditions import Condition, Sought, wanted
from indexer.fields import NumberKey, number_key
from indexer.query import SearchQuery
from indexer.syntax import parse, shortened
from indexer.thesaurus import runs, thesaurus
from indexer.tokenizer import PRE_TOKEN, fold, simplify, squeeze, words

PARTICLES = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "么",
        "和",
        "与",
        "及",
        "在",
        "是",
        "被",
        "把",
        "我",
        "你",
        "他",
        "怎么",
        "怎样",
        "如何",
        "什么",
        "哪些",
        "哪里",
        "为什么",
        "可以",
        "能",
        "能否",
        "是否",
        "有",
        "请问",
    ]
)
"""Words of questions that say nothing of the document sought; they count only where a query has nothing else."""
ASKING = re.compile(
    r"[?吗呢谁]|怎么|怎样|如何|什么|为何|哪[些里个种儿]|哪[^一-鿿]|多少|多久|多长|几[个天年月岁次]|是否|能否|可否|有无|会否"
    r"|(?P<twice>[能会要是有可])(?:以)?不(?P=twice)|有没有|[行对]不[行对]|算不算|该不该"
)
SHORTEST_QUESTION = 6
MOST_UNITS = 64
"""Words of a query that are looked up; who pastes a whole text gets the documents that have its beginning."""
_YEAR = r"(?:19|20)\d\d"
_BETWEEN = r"(?:\s?年?\s?第?\s?|(?<=[发函字规办通告复令]\d{4})-(?!\d+[年学]))"
"""Between year and serial; a hyphen only after letters of an agency: 国办发2018-115, but not 招生2018-19学年."""
NUMBER_IN_QUERY = re.compile(
    rf"(?P<agency>[一-鿿]{{0,20}})\s?(?:\(\s?(?P<bracketed>{_YEAR})\s?\)|(?P<bare>{_YEAR})){_BETWEEN}(?P<serial>\d{{1,5}})\s?(?P<mark>号?)(?![\d月/.-])"
)


IDENTIFIER = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)+")
"""A registration or index number typed in one piece: qhcr-2020-0050002, 000014349/2018-00049."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a document must have in one of its `forms` (squeezed; the first as typed, then its official words).

    `whole`: the forms are strings that must stand in the text, not words of the tokenizer. `number`: a document number.
    """

    forms: tuple[str, ...]
    whole: bool = False
    number: NumberKey | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`required`: alternatives (as typed, in simplified characters) of units that must all match.

    `fixed`: those of them that are no plain words, so that they must match even where some words may be missing.
    `question`: a sentence asks something, 被辞退有补偿吗: few documents will have all its words.
    `hints`: words that provisions on the matter have; they never must match.
    `notice`: one Chinese sentence on what was left out of a query that is too long, "" when nothing was.
    """

    required: tuple[tuple[Unit, ...], ...]
    excluded: tuple[tuple[Unit, ...], ...] = ()
    bigrams: str = ""
    titles: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    fixed: tuple[Unit, ...] = ()
    question: bool = False
    hints: tuple[Unit, ...] = ()
    notice: str = ""

    @property
    def needles(self) -> tuple[str, ...]:
        """Everything that is to be marked in a hit."""
        units = [unit for units in self.required for unit in units]
        units += [unit for condition in self.conditions for one in wanted(condition) for unit in sought_units(one)]
        return tuple(dict.fromkeys(form for unit in units for form in unit.forms))


def plan(query: SearchQuery) -> Plan:
    """Phrases, numbers and earlier queries join the words; every alternative of the words carries them all."""
    typed, notice = shortened(query.words)
    fixed = _fixed(query.phrases, query.numbers)
    excluded, conditions = [*query.excluded], [*query.conditions]
    for earlier in map(parse, query.within):
        fixed += [*units_of(earlier.words, expand=query.expand), *_fixed(earlier.phrases, earlier.numbers)]
        excluded += earlier.excluded
        conditions += earlier.conditions
    alternatives = []
    for text in dict.fromkeys((typed, simplify(typed))):
        units = exact_units(text) if query.exact else units_of(text, expand=query.expand)
        if len(units) > MOST_UNITS:
            notice = f"检索词过多，只用了前 {MOST_UNITS} 个词。"
        alternatives.append(tuple(dict.fromkeys([*units[:MOST_UNITS], *fixed])))
    simplified = squeeze(simplify(typed))
    return Plan(
        tuple(dict.fromkeys(alternatives)),
        tuple(tuple(units) for text in excluded if (units := units_of(text, expand=False))),
        "" if query.exact else simplified,
        tuple(dict.fromkeys((squeeze(typed), simplified))),
        tuple(conditions),
        tuple(fixed),
        not query.exact and (query.some or is_question(simplified)),
        hints(simplified)[:MOST_UNITS] if query.expand and not query.exact else (),
        notice,
    )


def hints(squeezed: str) -> tuple[Unit, ...]:
    """The related words of everyday words that stand in the text, one unit each; 三日/五日/七日 is one with three forms."""
    cut = [word for word, _, _ in words(squeezed)]
    entries = [thesaurus()["".join(cut[start:end])] for start, end in runs(cut, official=False)]
    related = dict.fromkeys(word for entry in entries for word in entry.related)
    return tuple(Unit(tuple(word.split("/"))) for word in related)


def _fixed(phrases: tuple[str, ...], numbers: tuple[str, ...]) -> list[Unit]:
    strings = [Unit((squeezed,), whole=True) for phrase in phrases if (squeezed := squeeze(phrase))]
    return strings + [_number_unit(number) for number in numbers if number.strip()]


def sought_units(sought: Sought) -> list[Unit]:
    """The units of one operand of an operator, read literally: no official words are added."""
    if sought.phrase and sought.field != "number":
        return [Unit((squeeze(sought.text),), whole=True)]
    return units_of(sought.text, expand=False)


def is_question(squeezed: str) -> bool:
    """被辞退有补偿吗, 怎么办理居住证, 试用期最长多久? A bare word with a question mark is none."""
    return len(squeezed) >= SHORTEST_QUESTION and bool(ASKING.search(squeezed))


def exact_units(text: str) -> list[Unit]:
    """Each stretch between blanks must stand in the text as it is."""
    return [Unit((squeeze(part),), whole=True) for part in text.split()]


def units_of(text: str, *, expand: bool) -> list[Unit]:
    """博政办发2017 5 低保 → the number 博政办发〔2017〕5号, and 低保 or 最低生活保障."""
    folded, units, rest, at = fold(text), list[Unit](), [], 0
    for found in NUMBER_IN_QUERY.finditer(folded):
        if not (found["bracketed"] or found["agency"] or found["mark"]):
            continue
        rest.append(folded[at : found.start()])
        normal = f"{found['agency']}({found['bracketed'] or found['bare']}){found['serial']}号"
        units.append(_number_unit(normal, found.group()))
        at = found.end()
    rest.append(folded[at:])
    typed = [unit for part in rest for chunk in part.split() for unit in _words_of(chunk, joined=expand)]
    telling = [unit for unit in typed if unit.forms[0] not in PARTICLES]
    units += telling if telling or units else typed
    if expand:
        units = [_expanded(unit) for unit in units]
    return list(dict.fromkeys(units))


def _number_unit(number: str, typed: str = "") -> Unit:
    """In its normal form and as typed: the title 海关公告2016年第8号 has it otherwise than 〔2016〕8号."""
    forms = dict.fromkeys(form for form in (squeeze(number), squeeze(typed)) if form)
    return Unit(tuple(forms), whole=True, number=number_key(number))


def _words_of(chunk: str, *, joined: bool) -> list[Unit]:
    """Neighbouring single characters are a name that the dictionary lacks: they must stand together.

    `joined`: neighbours that are one everyday word of the thesaurus are one unit, 打|老|婆 → 打老婆.
    """
    date_or_not = PRE_TOKEN.fullmatch(chunk)
    if IDENTIFIER.fullmatch(chunk) and not (date_or_not and date_or_not["date"]):
        return [Unit((squeeze(chunk),), whole=True)]
    units: list[Unit] = []
    run: list[tuple[str, int, int]] = []
    cut = words(chunk)
    for word, start, end in [*(_joined(cut) if joined else cut), ("", -1, -1)]:
        if run and (start != run[-1][2] or len(word) != 1 or word.isascii() or word in PARTICLES):
            name = "".join(piece for piece, _, _ in run)
            units.append(Unit((name,), whole=True))
            run = []
        if len(word) == 1 and not word.isascii() and word not in PARTICLES:
            run.append((word, start, end))
        elif word:
            units.append(Unit((word,), whole=(word, start, end) not in cut))
    return units


def _joined(cut: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept, at = list[tuple[str, int, int]](), 0
    for start, end in runs([word for word, _, _ in cut], official=True):
        kept += cut[at:start]
        kept.append(("".join(word for word, _, _ in cut[start:end]), cut[start][1], cut[end - 1][2]))
        at = end
    return kept + cut[at:]


def _expanded(unit: Unit) -> Unit:
    entry = thesaurus().get(unit.forms[0]) if unit.number is None else None
    return Unit((*unit.forms, *entry.official), unit.whole, unit.number) if entry else unit
