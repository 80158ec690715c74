"""Room: what a government document is. One line of a JSONL file → Document, strictly; and Document ↔ JSON. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from govdoc.document import Attachment, Document, Kind
from govdoc.errors import DataError
from govdoc.organs import NOT_QUOTED

TEXT_KEYS = (
    *("title", "text", "url", "site", "channel", "region", "form", "number", "registration_number", "index_number"),
    *("subject", "declared_status", "interprets", "summary", "keywords", "openness", "filing"),
)
DATE_KEYS = ("issued_on", "published_on", "effective_on", "expires_on")
KEYS = frozenset(("id", "kind", "issuer", "attachments", *TEXT_KEYS, *DATE_KEYS))
ATTACHMENT_KEYS = ("name", "url", "media_type", "sha256", "text", "state", "note")
ATTACHMENT_STATES = ("stored", "image_only", "failed", "refused", "linked")

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# a blank parts two Chinese names (海关总署 公安部), not the words of a foreign one (Asian Development Bank)
ISSUER_BREAK = re.compile(rf"\s*[、,，;；]\s*{NOT_QUOTED}|(?<=[^\x00-\x7f\s])\s+(?=[^\x00-\x7f\s])")


class RecordError(DataError):
    """A record that cannot be loaded: `key` is where ("" for the line as a whole), `problem` what is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}" if key else problem)
        self.key, self.problem = key, problem


def read_line(line: bytes) -> Document:
    """The document of one JSONL line. RecordError for bytes that are no UTF-8, no JSON object, or a bad record."""
    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise RecordError("", f"not UTF-8 at byte {error.start + 1} of the line: save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise RecordError("", f"not JSON: {error.msg} at character {error.pos + 1} of the line") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, lists nested 100,000 deep
        raise RecordError("", f"not a usable JSON value: {error}") from None
    return read_record(value)


def read_record(record: object) -> Document:
    """The document of a parsed record. An empty or null optional key counts as absent; nothing else is forgiven.

    `issuer` is a list or one string: "国务院、中央军委" are two issuers, and so are "海关总署 公安部".
    """
    if not isinstance(record, dict):
        raise RecordError("", f"expected a JSON object, found {_type_name(record)}")
    _refuse_unknown(record, KEYS, "")
    values: dict[str, Any] = {"id": _id(record.get("id"))}
    for key, value in record.items():
        if value is not None and key != "id":
            field = "issuers" if key == "issuer" else key
            values[field] = READERS[key](key, value)
    if not any((values.get(key) or "").strip() for key in ("title", "text", "number")):
        raise RecordError("title", "none of title, text and number is filled: give at least one")
    return Document(**values)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise RecordError(next(n for n in names if names.count(n) > 1), "the key stands twice in one object")
    return value


def _refuse_unknown(record: dict[str, Any], known: frozenset[str], where: str) -> None:
    if not known.issuperset(record):
        unknown = sorted(set(record) - known)
        raise RecordError(where + _shown(unknown[0]), f"unknown key; known are {', '.join(sorted(known))}")


def _id(value: object) -> str:
    if value is None or value == "":
        raise RecordError("id", "missing or empty: every record needs an id")
    text = _text("id", value)
    if "\0" in text:
        raise RecordError("id", "holds a NUL character")
    return text


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise RecordError(key, f"expected a string, found {_type_name(value)}")
    if HALF_CHARACTER.search(value):
        raise RecordError(key, "holds half a character (a lone \\ud800–\\udfff escape)")
    return value


def _optional_text(key: str, value: object) -> str | None:
    return _text(key, value) or None


def _date(key: str, value: object) -> date:
    text = _text(key, value)
    if ISO_DATE.fullmatch(text) and text.isascii():
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise RecordError(key, f"bad date {_shown(text)}: expected a day as YYYY-MM-DD")


def _kind(key: str, value: object) -> Kind:
    text = _text(key, value)
    if text not in {kind.value for kind in Kind}:
        raise RecordError(key, f"unknown kind {_shown(text)}; known are {', '.join(Kind)}")
    return Kind(text)


def _issuers(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        names = [_text(f"{key}[{n}]", name).strip() for n, name in enumerate(value)]
    else:
        names = ISSUER_BREAK.split(_text(key, value).strip())
    return tuple(dict.fromkeys(name for name in names if name))


def _attachments(key: str, value: object) -> tuple[Attachment, ...]:
    if not isinstance(value, list):
        raise RecordError(key, f"expected a list, found {_type_name(value)}")
    return tuple(_attachment(f"{key}[{n}]", item) for n, item in enumerate(value))


def _attachment(key: str, value: object) -> Attachment:
    """An object with the fields of `Attachment`, or just a name: "附件1：申请表.docx"."""
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, dict):
        raise RecordError(key, f"expected an object or a name, found {_type_name(value)}")
    _refuse_unknown(value, frozenset(ATTACHMENT_KEYS), f"{key}.")
    fields = {name: _text(f"{key}.{name}", item) for name, item in value.items() if item is not None}
    if not fields.get("name"):
        raise RecordError(f"{key}.name", "missing or empty: every attachment needs a name")
    if fields.get("state", "linked") not in ATTACHMENT_STATES:
        raise RecordError(f"{key}.state", f"unknown state; known are {', '.join(ATTACHMENT_STATES)}")
    return Attachment(**fields)


def _type_name(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _shown(text: str) -> str:
    """The value as it may stand in one line of a report: no control characters, no half ones, not too long."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


READERS: dict[str, Callable[[str, object], Any]] = {
    **dict.fromkeys(TEXT_KEYS, _optional_text),
    **dict.fromkeys(DATE_KEYS, _date),
    "title": _text,
    "text": _text,
    "kind": _kind,
    "issuer": _issuers,
    "attachments": _attachments,
}

STORED_TEXT_KEYS = ("id", "source", *TEXT_KEYS)


def document_to_json(document: Document) -> dict[str, Any]:
    """The fields that are filled, as JSON values: dates in ISO 8601, lists for tuples. `document_from_json` undoes it."""
    fields: dict[str, Any] = {key: value for key in STORED_TEXT_KEYS if (value := getattr(document, key))}
    fields["kind"] = document.kind.value
    for key in DATE_KEYS:
        if (day := getattr(document, key)) is not None:
            fields[key] = day.isoformat()
    # an empty string is not the same as nothing said
    fields.update(
        {key: "" for key in STORED_TEXT_KEYS if getattr(document, key) == "" and key not in ("title", "text")}
    )
    if document.issuers:
        fields["issuers"] = list(document.issuers)
    if document.attachments:
        fields["attachments"] = [attachment_to_json(attachment) for attachment in document.attachments]
    if document.origins:
        fields["origins"] = [list(origin) for origin in document.origins]
    return fields


def attachment_to_json(attachment: Attachment) -> dict[str, Any]:
    values = ((key, getattr(attachment, key)) for key in ATTACHMENT_KEYS)
    return {key: value for key, value in values if value is not None}


def document_from_json(fields: dict[str, Any]) -> Document:
    values = dict(fields)
    values["kind"] = Kind(values["kind"])
    for key in DATE_KEYS:
        if key in values:
            values[key] = date.fromisoformat(values[key])
    for key in ("issuers", "origins", "attachments"):
        if key in values:
            values[key] = tuple(FROM_LIST[key](item) for item in values[key])
    return Document(**values)


FROM_LIST: dict[str, Callable[[Any], Any]] = {
    "issuers": str,
    "origins": tuple,
    "attachments": lambda item: Attachment(**item),
}
