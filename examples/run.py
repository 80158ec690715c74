"""What `make run` does: serve the sample site, harvest it over HTTP, index it, then serve the search page.

Every step skips what is already done, so a second run starts within seconds.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", default="data")
    options.add_argument("--port", type=int, default=8000)
    args = options.parse_args()
    if not port_is_free(args.port):
        print(f"port {args.port} is in use: choose another with `make run PORT=8080`", file=sys.stderr)
        return 1
    govdoc = [sys.executable, "-m", "govdoc", "--data", args.data]
    with tempfile.TemporaryDirectory() as sites:
        site, base_url = start_sample_site(sites)
        try:
            print(f"sample site at {base_url}")
            for step in (["crawl", "--sites", sites], ["index"]):
                done = subprocess.run(govdoc + step, check=False).returncode
                if done:
                    return done
            print(f"search page at http://127.0.0.1:{args.port}/  (Ctrl-C ends it)", flush=True)
            return serve([*govdoc, "serve", "--port", str(args.port)])
        finally:
            site.terminate()
            site.wait()


def start_sample_site(sites: str) -> tuple[subprocess.Popen[str], str]:
    """Start the sample site, on its usual port where that is free, and wait until it names its address."""
    port = os.environ.get("SAMPLE_PORT", "8001")
    if not port_is_free(int(port)):
        port = "0"
    command = [sys.executable, str(EXAMPLES / "serve.py"), "--port", port, "--write-site", sites]
    site = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert site.stdout is not None
    for line in site.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return site, found[0]
    raise SystemExit("the sample site did not start: run `python examples/serve.py` to see why")


def serve(command: list[str]) -> int:
    """Run the server in front until it ends or the user stops it."""
    server = subprocess.Popen(command)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
