"""Room: how does the harvester learn about the sample site? Makes its site file from the columns."""

from __future__ import annotations

from content import ROOT, Column, read_content


def site_toml(base_url: str) -> str:
    """The text of sample.toml for a site answering at `base_url`."""
    content = read_content(ROOT)
    head = (
        f'id = "sample"\ntitle = "{content.site["title"]}"\nregion = "澜州市云浔区"\nbase_url = "{base_url}"\n'
        "allow_private = true\ndelay = 0.0\n"
    )
    return head + "".join(_channel(column) for column in content.columns)


def _channel(column: Column) -> str:
    return (
        f'\n[[channels]]\nid = "{column.id}"\ntitle = "{column.title}"\nkind = "{column.kind}"\n'
        f'list = "{column.list_kind}"\nurl = "{column.list_path(0)}"\n'
    )
