"""A writer killed at any moment leaves the last good generation, and the next writer goes on from it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.query import SearchQuery
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import ON, SAMPLE

KILLS = 20
WRITER = """
import sys
from dataclasses import replace
from indexer.whoosh_engine import WhooshEngine
from tests.indexer.helpers import SAMPLE
engine, number = WhooshEngine(sys.argv[1]), int(sys.argv[2])
engine.update([])
print("writing", flush=True)
while True:
    engine.update([replace(SAMPLE[number % 4], id=f"n{number}", title=f"第{number}次增加的通知")])
    number += 1
    if number % 5 == 0:
        engine.rebuild(engine.entry(i) for i in list(engine.generation.collection.by_id))
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_writer_killed_at_any_moment_leaves_the_last_good_index(tmp_path: Path) -> None:
    WhooshEngine(tmp_path).rebuild(SAMPLE)
    held, pause, draw = 4, threading.Event(), random.Random(3)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(held)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline()
        pause.wait(draw.uniform(0, 3))
        process.kill()
        process.communicate()
        engine = WhooshEngine(tmp_path)
        results = engine.search(SearchQuery(on=ON, limit=1_000))
        assert results.total == engine.generation.manifest.documents >= held
        names = {hit.id for hit in results.hits}
        assert names == {entry.id for entry in SAMPLE} | {f"n{n}" for n in range(4, results.total)}
        held = results.total
    assert held > 4, "nothing was written between the kills"
    engine = WhooshEngine(tmp_path)
    engine.update([replace(SAMPLE[0], id="last")])
    assert engine.count() == held + 1
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) <= 2, "unfinished directories are removed"
