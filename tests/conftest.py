"""Fixtures that every part of the suite uses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # a machine under load draws examples slowly: that is no fault of what is tested


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real documents ($GOVDOC_TEST_DATA, default ../shared); skips where it is absent."""
    folder = Path(os.environ.get("GOVDOC_TEST_DATA") or ROOT.parent / "shared")
    if not (folder / "DATA.md").is_file():
        pytest.skip(f"no real data at {folder.name}/: set GOVDOC_TEST_DATA to run this")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for the whole run, with no request of its own to the outside; skips where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: apt-get install chromium fonts-noto-cjk to run the browser tests")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield launched
        launched.close()
