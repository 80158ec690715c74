"""Room: what a government document is. Red-line sentences (U22): penalties, licences, force, fees, proofs without a basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.document import Status
from govdoc.red_lines import LABELS

_ALIVE = (Status.IN_FORCE, Status.UNKNOWN, Status.PENDING)


def red_lines(subjects: Sequence[Subject]) -> Iterable[Row]:
    """One row a sentence, while the document may be in force; in order of document and place."""
    for subject in sorted(subjects, key=lambda one: one.id):
        spans = [(since, until) for since, until, status, _ in subject.spans() if status in _ALIVE]
        for term, words in subject.red_lines:
            said = f"设定了{term}，句中没有引用依据"
            for since, until in spans:
                yield row_about(subject, _CODES[term], said, evidence=(words,), since=since, until=until)


_CODES = {label: code for code, label in LABELS.items()}

AUDIT = Audit(
    "red-lines",
    "红线词",
    "规范性文件不得自行设定行政处罚、行政许可、行政强制、收费和证明事项（国办发〔2018〕37号）。"
    "这里列出写了这些内容、而句中没有引用依据的句子，供逐句核对；写明“依法”“根据《…》”的不列。",
    LABELS,
    red_lines,
)
