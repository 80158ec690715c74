"""Room: the `govdoc` command. A click group that imports a package's commands only when they are called."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from govdoc import logs
from govdoc.errors import GovdocError
from govdoc.settings import load_settings

COMMANDS = {
    "crawl": "crawl.cli:crawl",
    "site": "crawl.site_cli:site",
    "reparse": "crawl.reparse_cli:reparse",
    "extract": "crawl.extract_cli:extract",
    "import": "govdoc.store_cli:import_",
    "redact": "crawl.cli_redact:redact",
    "history": "govdoc.store_cli:history",
    "backup": "govdoc.store_admin_cli:backup",
    "restore": "govdoc.store_admin_cli:restore",
    "store": "govdoc.store_admin_cli:store",
    "changes": "govdoc.ledger_cli:changes",
    "verify": "govdoc.ledger_cli:verify",
    "doctor": "govdoc.doctor:doctor",
    "numbers": "govdoc.text_cli:numbers",
    "dates": "govdoc.text_cli:dates",
    "citations": "govdoc.text_cli:citations",
    "assess": "govdoc.assess_cli:assess",
    "audit": "govdoc.audit_cli:audit",
    "searches": "govdoc.searches_cli:searches",
    "reports": "govdoc.reports_cli:reports",
    "cleanup": "govdoc.assess_cli:cleanup",
    "derive": "indexer.cli:derive",
    "index": "indexer.cli:index",
    "search": "indexer.cli:search",
    "evaluate": "indexer.cli:evaluate",
    "account": "search_web.account_cli:account",
    "serve": "search_web.cli:serve",
    "mcp": "search_web.cli:mcp",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", metavar="DIR", help="Data directory (default: $GOVDOC_DATA, else ./data).")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="govdoc")
@click.pass_context
def cli(ctx: click.Context, data: str | None, debug: bool) -> None:
    """Harvest, index and search Chinese government documents."""
    ctx.obj = load_settings(data)
    logs.begin(ctx.obj.log)


def main(argv: list[str] | None = None) -> None:
    """Run the command; an expected error is one line on standard error, --debug shows where it arose."""
    args: list[Any] = list(sys.argv[1:] if argv is None else argv)
    try:
        sys.exit(cli.main(args=args, prog_name="govdoc", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(f"govdoc: {_usage(error)}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("govdoc: interrupted: run the command again", err=True)
        sys.exit(1)
    except GovdocError as error:
        if "--debug" in args:
            raise
        click.echo(f"govdoc: {error}", err=True)
        sys.exit(error.exit_status)
    except OSError as error:
        if "--debug" in args:
            raise
        what = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        click.echo(f"govdoc: {what}: check the path, its permissions and the free disk space", err=True)
        sys.exit(1)


def _usage(error: click.ClickException) -> str:
    """Wrong usage on one line, with the help to read; click itself takes four."""
    message = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message}: see `{context.command_path if context else 'govdoc'} --help`"


if __name__ == "__main__":
    main()
