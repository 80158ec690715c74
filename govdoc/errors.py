"""Room: what a government document is. The one family of errors: each says what happened, where, and what to do next."""

from __future__ import annotations


class GovdocError(Exception):
    """Root. `http_status` is what the web answers; `exit_status` what a command returns."""

    http_status = 500
    exit_status = 1


class UsageError(GovdocError):
    """The caller asked for something that cannot be: a bad option, date, facet."""

    http_status = 400
    exit_status = 2


class NotFoundError(GovdocError):
    http_status = 404


class DataError(GovdocError):
    """Input that cannot be read: a bad record, page, attachment."""

    http_status = 422


class ConfigError(GovdocError):
    """A settings, site or rule file is wrong; the message names file, line and key."""

    exit_status = 2


class StoreError(GovdocError):
    """The store cannot be read or written."""

    http_status = 503


class IndexUnavailableError(GovdocError):
    """The index is missing, corrupt, or of another version; the message says how to rebuild it."""

    http_status = 503


class FetchError(GovdocError):
    """A page could not be fetched, or is not what the site file expects."""

    http_status = 502
