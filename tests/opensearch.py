"""Room: tests. A real OpenSearch of our own on loopback, one node or several, for as long as a `with` lasts.

The server's own artefacts come through Maven as it is set up on this machine, once, into a cache outside the repository.
`python tests/opensearch.py [--heap 1g] COMMAND…` starts a node, runs the command with GOVDOC_TEST_OPENSEARCH set to it, and stops it;
where none can be started it says why and runs the command all the same.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "2.19.6"
"""The newest that runs on Java 17."""
ARTEFACTS = (
    ("org.opensearch", "opensearch", VERSION),
    ("org.opensearch", "opensearch-plugin-classloader", VERSION),
    ("org.opensearch.plugin", "transport-netty4-client", VERSION),
    ("org.apache.logging.log4j", "log4j-core", "2.25.4"),
)
MODULES = {"transport-netty4": ("org.opensearch.transport.Netty4Plugin", ("transport-netty4", "netty-"))}
"""Module → its class, and what its jars begin with; all other jars are the server's own."""
HEAP = "384m"
STARTS_WITHIN, STOPS_WITHIN = 240.0, 20.0
"""Seconds. A node takes 8 to 15 on an idle machine."""
PR_SET_PDEATHSIG = 1
GIVEN = "GOVDOC_TEST_OPENSEARCH"


class Unavailable(Exception):
    """No server can be started here; the message says why."""


@dataclass
class Node:
    """One server process. Its data stay when it is stopped, so that it can be started again."""

    name: str
    home: Path
    folder: Path
    port: int
    transport: int
    others: Sequence[int]
    heap: str = HEAP
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin; `await_up` waits."""
        config = self.folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "opensearch.yml").write_text("\n".join(self._settings()), "utf-8")
        (config / "log4j2.properties").write_text(LOGGING, "utf-8")
        user = _hand_over(self.folder)
        command = ["java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-Djava.security.manager=allow"]
        command += [f"-Dopensearch.path.home={self.home}", f"-Dopensearch.path.conf={config}"]
        command += ["-Dlog4j2.disable.jmx=true", f"-Djava.io.tmpdir={self.folder}", "-cp", f"{self.home}/lib/*"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "org.opensearch.bootstrap.OpenSearch"], cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                user=user, group=user and _group(user), extra_groups=[] if user else None, preexec_fn=_end_with_parent,
            )  # fmt: skip

    def _settings(self) -> list[str]:
        """One node alone forms its cluster at once; several find each other by their ports."""
        lines = ["cluster.name: govdoc-tests", f"node.name: {self.name}", "network.host: 127.0.0.1"]
        lines += [f"http.port: {self.port}", f"transport.port: {self.transport}", f"path.data: {self.folder / 'data'}"]
        lines += [f"path.logs: {self.folder}", f"path.repo: {self.folder.parent / 'snapshots'}", "node.processors: 2"]
        lines += ["cluster.routing.allocation.disk.threshold_enabled: false"]
        if len(self.others) < 2:
            return [*lines, "discovery.type: single-node"]
        hosts = ", ".join(f'"127.0.0.1:{port}"' for port in self.others)
        names = ", ".join(f"node-{number}" for number in range(len(self.others)))
        return [*lines, f"discovery.seed_hosts: [{hosts}]", f"cluster.initial_cluster_manager_nodes: [{names}]"]

    def await_up(self) -> None:
        """Unavailable with the log's last error when it does not answer in time."""
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise Unavailable(f"{self.name} did not start: {_last_error(self.folder / 'log')}")

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


LOGGING = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d][%p][%c{1}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


@contextlib.contextmanager
def cluster(nodes: int, heap: str = HEAP) -> Iterator[list[Node]]:
    """So many nodes that have found each other, in temporary folders."""
    home = _home()
    with tempfile.TemporaryDirectory(prefix="govdoc-opensearch-", ignore_cleanup_errors=True) as folder:
        _hand_over(Path(folder))
        transports = [_free_port() for _ in range(nodes)]
        made = [
            Node(
                f"node-{number}",
                home,
                Path(folder) / f"node-{number}",
                _free_port(),
                transports[number],
                transports,
                heap,
            )
            for number in range(nodes)
        ]
        try:
            for node in made:
                node.start()
            for node in made:
                node.await_up()
            yield made
        finally:
            for node in made:
                node.stop(kill=True)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of one node: the one that GOVDOC_TEST_OPENSEARCH names, else one of our own."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    with cluster(1) as nodes:
        yield nodes[0].url


def _home() -> Path:
    """The server's folder, laid out as its distribution is; made once. Unavailable where Maven or Java are not there."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed (Debian: apt install maven)")
    home = Path("/var/tmp") / f"govdoc-opensearch-{VERSION}-{os.geteuid()}"
    if not (home / "complete").exists():
        with tempfile.TemporaryDirectory(prefix="govdoc-opensearch-", dir="/var/tmp") as made:
            _lay_out(_resolve(Path(made)), Path(made) / "home")
            with contextlib.suppress(OSError):  # another process was quicker
                (Path(made) / "home").rename(home)
    return home


def _resolve(folder: Path) -> Path:
    """All jars, by Maven with whatever registry it is set up for."""
    wanted = "".join(
        f"<dependency><groupId>{g}</groupId><artifactId>{a}</artifactId><version>{v}</version></dependency>"
        for g, a, v in ARTEFACTS
    )
    pom = f"<project><modelVersion>4.0.0</modelVersion><groupId>govdoc</groupId><artifactId>tests</artifactId><version>1</version><dependencies>{wanted}</dependencies></project>"
    (folder / "pom.xml").write_text(pom, "utf-8")
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable("Maven did not fetch the server's artefacts within 300 seconds") from None
    if done.returncode:
        raise Unavailable(f"Maven: {next((line for line in done.stdout.splitlines() if 'ERROR' in line), 'failed')}")
    return folder / "jars"


def _lay_out(jars: Path, home: Path) -> None:
    for jar in jars.glob("*.jar"):
        owner = next((m for m, (_, starts) in MODULES.items() if jar.name.startswith(starts)), None)
        target = home / "modules" / owner if owner else home / "lib"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(jar, target)
    for name, (class_name, _) in MODULES.items():
        described = {
            "name": name,
            "description": name,
            "version": VERSION,
            "opensearch.version": VERSION,
            "java.version": "11",
        }
        described |= {"classname": class_name, "extended.plugins": "", "has.native.controller": "false"}
        text = "".join(f"{key}={value}\n" for key, value in described.items())
        (home / "modules" / name / "plugin-descriptor.properties").write_text(text, "utf-8")
        policy = "grant { permission java.security.AllPermission; };\n"
        (home / "modules" / name / "plugin-security.policy").write_text(policy, "utf-8")
    for empty in ("bin", "plugins"):
        (home / empty).mkdir()
    (home / "complete").touch()
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _hand_over(folder: Path) -> str | None:
    """OpenSearch refuses root: then the user nobody runs it, and owns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    return "nobody"


def _end_with_parent() -> None:
    """In the child: the server must not outlive tests that were killed. Only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _last_error(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    said = [line for line in lines if "Exception" in line or "ERROR" in line]
    return said[-1][:300] if said else "it wrote no error"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    heap = HEAP
    if command[:1] == ["--heap"]:
        heap, command = command[1], command[2:]
    try:
        with cluster(1, heap) as nodes:
            return subprocess.run(command, env={**os.environ, GIVEN: nodes[0].url}, check=False).returncode
    except Unavailable as reason:
        print(f"no OpenSearch: {reason}", file=sys.stderr)
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
