"""Room: from index to pages. Writing the annual report: texts and figures that cannot be computed, saved as versions in the trail."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request

from govdoc.annual_form import VALUE, form_of
from govdoc.people import Deed, Role
from search_web.annual import NUMERALS, Saved, entered, saved_of
from search_web.review.base import people, review_blueprint
from search_web.review.session import account, needs
from search_web.views.annual import asked_for, asked_report, issuers, report_file

blueprint = review_blueprint("yearly")
SAVED = "report saved"
LONGEST = 20_000
"""Characters of one part."""


@blueprint.get("/annual")
@needs(Role.READER)
def edit() -> str:
    """`version`: an older text to look at; saving it makes a new version of it."""
    year, issuer = asked_for()
    versions = _versions(year, issuer)
    asked = request.args.get("version", "")
    chosen = next((one for one in versions if str(one.sequence) == asked), versions[-1] if versions else Saved())
    return _page(replace(chosen, sequence=versions[-1].sequence if versions else 0), shown=chosen)


@blueprint.post("/annual")
@needs(Role.REVIEWER)
def save() -> str | Response | tuple[str, int]:
    """Nothing is saved over what somebody else saved meanwhile, without being told so first."""
    year, issuer = asked_for()
    versions = _versions(year, issuer)
    last = versions[-1] if versions else Saved()
    made, problems = read_saved(request.form, year)
    if request.form.get("sequence", "0") != str(last.sequence):
        problems = [
            f"{last.actor}刚刚保存过另一版，下面是你填的内容，还没有保存。请对照下方的版本记录，确认以后再保存一次。"
        ]
        return _page(replace(made, sequence=last.sequence), problems), 409
    if problems:
        return _page(replace(made, sequence=last.sequence), problems), 400
    if (made.texts, made.figures) != (last.texts, last.figures):
        after = {"texts": dict(made.texts), "figures": dict(made.figures)}
        before = {"version": last.sequence} if last.sequence else None
        people().record([Deed(datetime.now(UTC), account().name, SAVED, subject_of(year, issuer), before, after)])
    target = urlencode([("year", str(year)), ("issuer", issuer), ("said", "saved")])
    return redirect(f"/review/annual?{target}")  # type: ignore[return-value]


@blueprint.get("/annual.<ending>")
@needs(Role.READER)
def file(ending: str) -> Response:
    """With everything that was entered."""
    versions = _versions(*asked_for())
    return report_file(asked_report(versions[-1] if versions else None), ending)


def read_saved(form: Mapping[str, str], year: int) -> tuple[Saved, list[str]]:
    """What a form says, and what is wrong with it in Chinese; empty fields are left out."""
    kind = form_of(year)
    texts = {p.id: words for p in kind.parts if (words := form.get(f"text-{p.id}", "").replace("\r\n", "\n").strip())}
    figures = {key: value for key in entered(kind) if (value := _figure(form.get(f"figure-{key}", "")))}
    headings = {part.id: part.heading for part in kind.parts}
    problems = [f"“{headings[id]}”最多写 {LONGEST} 个字。" for id, words in texts.items() if len(words) > LONGEST]
    wrong = [value for value in figures.values() if not VALUE.fullmatch(value)]
    if wrong:
        problems.append(f"数字只写 0 或者正数，不写单位：{'、'.join(value[:20] for value in wrong[:5])}。")
    return Saved(texts, figures), problems


def _figure(typed: str) -> str:
    """１，２３４ → 1234: as people type it, without width and commas."""
    return unicodedata.normalize("NFKC", typed).replace(",", "").strip()


def subject_of(year: int, issuer: str) -> str:
    """What the trail calls the report."""
    return f"annual:{year}:{issuer}"


def _versions(year: int, issuer: str) -> list[Saved]:
    return [saved_of(entry) for entry in people().deeds_on(subject_of(year, issuer), (SAVED,))]


def _page(saved: Saved, problems: list[str] | None = None, shown: Saved | None = None) -> str:
    year, issuer = asked_for()
    before = _versions(year - 1, issuer)
    return render_template(
        "review/annual.html",
        report=asked_report(saved),
        saved=saved,
        shown=shown or saved,
        versions=_versions(year, issuer)[::-1],
        before=before[-1] if before else Saved(),
        same_form=form_of(year) is form_of(year - 1),
        issuers=issuers(year),
        numerals=NUMERALS,
        problems=problems or [],
        may=account().role.covers(Role.REVIEWER),
        said=request.args.get("said"),
    )
