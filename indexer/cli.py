"""Room: from facts to a searchable index. The commands derive, index, search and evaluate."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path

import click

from govdoc.errors import UsageError
from govdoc.logs import event
from govdoc.settings import Settings, asked_day, today
from govdoc.store import open_store
from govdoc.store.leases import holder_of
from indexer import build as building
from indexer import labels
from indexer.derive import derive as derive_all
from indexer.engine import open_engine
from indexer.evaluation import evaluate as measure
from indexer.evaluation import read_queries
from indexer.fields import FACETS
from indexer.figures import note_figures
from indexer.follow import follow
from indexer.query import SORTS, SearchQuery
from indexer.results import SearchResults, Snippet
from indexer.results_json import results_json
from indexer.syntax import parse


@click.command()
@click.pass_obj
def derive(settings: Settings) -> None:
    """Read issuer, date, number, citations and status out of every stored text; nothing is fetched."""
    with open_store(settings.store_url, create=False) as store:
        derived = derive_all(store)
        note_figures(store, today())
    click.echo(f"derived {derived.count:,} documents, {len(derived.changed):,} changed")


@click.command()
@click.option("--rebuild", is_flag=True, help="Build everything anew beside the served index, then switch.")
@click.option(
    "--follow", "following", is_flag=True, help="Keep running: what changes in the store is searchable within seconds."
)
@click.pass_obj
def index(settings: Settings, rebuild: bool, following: bool) -> None:
    """Derive, then bring the index up to date; a new index serves only when it is complete and answers its golden queries."""
    if following:
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        follow(settings, stopped)
        return
    engine = open_engine(settings.engine_url, settings.operators)
    with (
        open_store(settings.store_url, create=False) as store,
        store.leases.held("index", holder_of(settings.data)),
    ):
        built = building.build(store, engine, rebuild=rebuild)
        note_figures(store, today())
    event("index", mode=built.mode, written=built.written, documents=built.documents)
    click.echo(f"index {built.mode}: {built.written:,} entries written, {built.documents:,} documents in it")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer of /api/v1/search.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits shown.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FACET=VALUE",
    help="Only documents with this facet value; repeatable.",
)
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--on", metavar="DATE", help="The day whose state of things is asked for (default: today).")
@click.pass_obj
def search(settings: Settings, words: tuple[str, ...], as_json: bool, size: int, filters: tuple[str, ...], sort: str, on: str | None) -> None:  # fmt: skip
    """Search from the shell: all WORDS must be there; where no document has them all, this is said."""
    typed = " ".join(words)
    read = parse(typed)
    query = SearchQuery(
        on=asked_day(on), words=read.words, phrases=read.phrases, excluded=read.excluded, numbers=read.numbers, conditions=read.conditions,
        notice=read.notice, filters=_filters(filters), sort=sort, limit=size, facets=FACETS if as_json else (), relax=True
    )  # fmt: skip
    engine = open_engine(settings.engine_url, settings.operators)
    try:
        results = engine.search(query)
    finally:
        engine.close()
    click.echo(json.dumps(results_json(results, typed), ensure_ascii=False) if as_json else _plain(results))


@click.command()
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def evaluate(settings: Settings, queries: Path, as_json: bool) -> None:
    """Measure the ranking over QUERIES, a JSON list of {"query", "relevant": [ids]}."""
    judged, engine, on = read_queries(queries), open_engine(settings.engine_url, settings.operators), today()

    def found(words: str, limit: int) -> list[str]:
        return [hit.id for hit in engine.search(SearchQuery(on=on, words=words, limit=limit, relax=True)).hits]

    try:
        figures = measure(judged, found)
    finally:
        engine.close()
    click.echo(json.dumps(figures) if as_json else "\n".join(f"{name:12}{value}" for name, value in figures.items()))


def _filters(stated: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """UsageError for an unknown facet; several values of one facet are alternatives."""
    filters: dict[str, tuple[str, ...]] = {}
    for one in stated:
        name, equals, value = one.partition("=")
        if not equals or name not in FACETS:
            raise UsageError(f"--filter {one}: write facet=value with one of the facets {', '.join(FACETS)}")
        filters[name] = (*filters.get(name, ()), value)
    return filters


def _plain(results: SearchResults) -> str:
    said = " (no document has all the words; these have some)" if results.relaxed else ""
    lines = [*results.notices, f"{results.total:,} documents{said}"]
    lines += [f"also searched: {word} → {'、'.join(official)}" for word, official in results.expansions]
    for place, hit in enumerate(results.hits, 1):
        facts = [
            hit.number,
            "、".join(hit.issuers),
            str(hit.issued_on or hit.published_on or ""),
            labels.STATUSES[hit.status.value],
        ]
        lines += [
            f"\n{place:>3}. {hit.title.text or '（无标题）'}  [{hit.id}]",
            "     " + " · ".join(fact for fact in facts if fact),
        ]
        lines += [f"     {_marked(hit.snippet)}"] if hit.snippet.text else []
    return "\n".join(lines)


def _marked(snippet: Snippet) -> str:
    """The passage on one line, its marks between 【 】."""
    pieces, at = [], 0
    for start, end in snippet.marks:
        pieces += [snippet.text[at:start], "【", snippet.text[start:end], "】"]
        at = end
    return " ".join("".join([*pieces, snippet.text[at:]]).split()).replace("】【", "")
