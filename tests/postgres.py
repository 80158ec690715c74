"""Room: tests. A PostgreSQL server of our own on loopback, for as long as a `with` lasts.

`python tests/postgres.py COMMAND…` starts one, runs the command with GOVDOC_STORE set to it, and stops it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


class Unavailable(Exception):
    """No server can be started here; the message says why."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a fresh server in a temporary folder. PostgreSQL refuses root: then the user postgres runs it."""
    programs = _programs()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from _serve(programs, Path(folder))


def _serve(programs: Path, folder: Path) -> Iterator[str]:
    user = _user(folder)
    data = folder / "data"
    _run([programs / "initdb", "-D", data, "-U", "govdoc", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
    port = _free_port()
    options = f"-h 127.0.0.1 -p {port} -k '' -F"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    _run([*control, "-o", options, "start"], user)
    try:
        yield f"postgresql://govdoc@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"], user)


def _programs() -> Path:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        found.append(Path(on_path).parent)
    if not found:
        raise Unavailable("initdb and pg_ctl are not installed (Debian: apt install postgresql)")
    return max(found)


def _user(folder: Path) -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        raise Unavailable("running as root, and there is no user postgres to run the server") from None
    os.chown(folder, account.pw_uid, account.pw_gid)
    return "postgres"


def _run(command: list[str | Path], user: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # pg_ctl leaves the server behind: a pipe would never end
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{Path(command[0]).name} ended with status {done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    with server() as url:
        return subprocess.run(command, env={**os.environ, "GOVDOC_STORE": url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Unavailable as reason:
        sys.exit(f"no PostgreSQL: {reason}")
