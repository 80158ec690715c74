"""Room: what a government document is. Figures that do not add up (U9): totals of published reports against their parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govdoc.audits.personal import part_name
from govdoc.audits.row import Audit, Row, Subject, row_about
from govdoc.sums import OVER, PARTIAL, SHORT

REASONS = {OVER: "分项之和大于总数", SHORT: "分项之和小于总数", PARTIAL: "分项可能没有列全"}


def sums(subjects: Sequence[Subject]) -> Iterable[Row]:
    """By reason, then by document and place; each row quotes the statement."""
    found = [
        (list(REASONS).index(verdict), subject.id, words.part, words.start, row_about(subject, verdict, told, evidence=(words,), details=(part_name(words.part), str(subject.summed))))
        for subject in subjects
        for verdict, told, words in subject.sums
    ]  # fmt: skip
    return (pair[-1] for pair in sorted(found, key=lambda pair: pair[:4]))


AUDIT = Audit(
    "sums",
    "数字能不能对上",
    "报告里的总数是不是等于分项之和：句子里的“共7120条，其中1227条，5893条”，表格里的合计，以及年度报告统计表的勾稽关系。"
    "只加同一个单位的数；约数和同比不算。每一条都引出原文，请先看是不是一人计入两项。",
    REASONS,
    sums,
    ("位置", "核对的合计数"),
    every=True,
)
