"""Room: tests. A store's URL: SQLite and, where a server can be started, PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govdoc.store.dialect import make_engine
from tests.postgres import Unavailable, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    try:
        with server() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/govdoc.sqlite3"
    base: str = request.getfixturevalue("postgres")
    engine = make_engine(base, create=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return base
