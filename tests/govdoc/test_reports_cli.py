"""`govdoc reports`: the operator reads what readers reported; a redacted document's reports are gone with it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

from govdoc.__main__ import cli
from govdoc.document import Document
from govdoc.settings import SHANGHAI
from govdoc.store import Report, open_store

AT = datetime(2024, 5, 6, 23, 30, tzinfo=SHANGHAI)


def test_reports_are_printed_since_a_day_and_go_with_a_redaction(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as store:
        store.put_documents([Document("a", "甲"), Document("b", "乙")], AT)
        assert store.reports.add(Report("a", "0" * 12, "status", "已经\n废止", AT, "reader@example.org")) is None
        assert store.reports.add(Report("b", "1" * 12, "text", "少了一段", AT.replace(day=7))) is None
        assert store.reports.add(Report("b", "1" * 12, "text", "少了一段", AT.replace(day=8))) == "again"

    def printed(*options: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(tmp_path), "reports", *options])
        assert result.exit_code == 0, result.output
        return result.output

    assert printed().splitlines() == [
        "2024-05-06 23:30  a@000000000000  有效性判断不对",
        "    已经 废止",
        "    联系方式：reader@example.org",
        "2024-05-07 23:30  b@111111111111  正文有误或者不完整",
        "    少了一段",
    ]
    assert [json.loads(line)["document_id"] for line in printed("--json", "--since", "2024-05-07").splitlines()] == [
        "b"
    ]
    assert printed("--document", "nobody") == ""
    with open_store(f"sqlite:///{tmp_path / 'govdoc.sqlite3'}") as store:
        store.redact("a", "含有个人信息", AT)
        assert [r.document_id for r in store.reports.read()] == ["b"]
