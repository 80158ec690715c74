"""`make bench`: the whole road over the real corpora, or over generated records where those are absent."""

from __future__ import annotations

from benchmarks.road import main

main()
