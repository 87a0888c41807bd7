"""Commands about goods: stock, and files of goods in and out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from shop.domain.catalogue_import import FileRow
from tools.desk.asking import Answer
from tools.desk.csv_files import FileRefused, read_rows, write_rows
from tools.desk.group import desk
from tools.desk.importing import Plan, Progress, carry_out, plan
from tools.desk.tables import coloured, table
from tools.desk.terminal import REFUSED, Terminal, command, screen
from tools.desk.words import NOTHING, counted, pounds

_KEY_BYTES = 8
_MOST_SHOWN = 20
_WORDS = {"create": "new", "update": "changed", "same": "the same", "reject": "rejected"}


@command(desk, "products")
@click.option("--low", is_flag=True, help="Only what is sold out or low.")
@click.option("--limit", type=click.IntRange(1, 2000), default=200, show_default=True)
def products(terminal: Terminal, limit: int, *, low: bool) -> None:
    """List goods with their stock, what is sold out or low first."""
    answer = terminal.look("products", limit=limit)
    listed = [p for p in answer["products"] if not low or p["availability"] != "in_stock"]
    rows = [
        (
            p["sku"],
            p["name"],
            pounds(p["price_pence"]),
            p["available"],
            coloured(p["availability"]),
        )
        for p in listed
    ]
    columns = ("sku!", "name", "+price", "+stock", "state!")
    title = f"{counted(len(rows), 'product')}, {answer['low']} low or sold out"
    terminal.show(answer, table(title, columns, rows))


@command(desk, "export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(terminal: Terminal, file: Path) -> None:
    """Write all goods into a CSV FILE, which can be changed and imported again."""
    with bar("Reading goods", None) as progress:
        written = write_rows(file, _all_rows(terminal, progress))
    terminal.done({"written": written}, f"{counted(written, 'product')} written to {file}.")


def _all_rows(terminal: Terminal, progress: Progress) -> Iterator[dict[str, str]]:
    after: str | None = ""
    while after is not None:
        answer = terminal.look("export-products", after=after)
        yield from answer["rows"]
        progress(len(answer["rows"]))
        after = answer["next"]


@command(desk, "import", changes=True)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what it would do, do nothing.")
def import_(terminal: Terminal, file: Path, *, dry_run: bool) -> None:
    """Create and change goods as a CSV FILE says: all of it dry first, then after a question."""
    rows = _read(file)
    with bar("Dry run", len(rows)) as progress:
        planned = plan(rows, terminal.look, progress)
    if dry_run or not planned.counts["create"] + planned.counts["update"]:
        shown = {"outcome": "dry run", "rows": planned.rows}
        terminal.show(shown, *_planned(planned, "Dry run, nothing written"))
        _exit(planned.counts["reject"])
    if not terminal.is_json:
        terminal.show(None, *_planned(planned, "What importing comes to"))
    _import(terminal, planned)


def _import(terminal: Terminal, planned: Plan) -> None:
    terminal.confirm("Import this?")
    done: list[Answer] = []
    rejected = [row for row in planned.rows if row["outcome"] == "reject"]
    with bar("Importing", sum(len(rows) for rows, _ in planned.parts)) as progress:
        for part in carry_out(planned, terminal.look, progress):
            if not done:
                # Told first: what is done before an interruption can be taken back, too.
                click.echo(f"Import {part['import_id'] or '(done before)'}", err=True)
            done.append(part)
    # What somebody else changed in the meantime is told only now.
    late = [r for part in done for r in part["rows"] if r["outcome"] == "reject"]
    late = [row for row in late if row["line"] not in {r["line"] for r in rejected}]
    import_id = done[-1]["import_id"]
    shown = {"outcome": "imported", "import_id": import_id, "rows": planned.rows, "late": late}
    changed = planned.counts["create"] + planned.counts["update"] - len(late)
    refused = f", {counted(len(rejected), 'row')} rejected" if rejected else ""
    sentence = (
        f"{counted(changed, 'row')} imported{refused}. "
        f"To take it back: desk undo-import {import_id}"
    )
    if import_id is None:
        sentence = "It was imported before."
    terminal.done(shown, sentence, *([_rows("Not done after all", late)] if late else []))
    _exit(len(rejected) + len(late))


@command(desk, "undo-import", changes=True)
@click.argument("import_id")
def undo_import(terminal: Terminal, import_id: str) -> None:
    """Take an import back, but for what was changed since."""
    terminal.confirm(f"Take back the import {import_id}?")
    undone: list[str] = []
    left: list[str] = []
    name = ""
    after: str | None = ""
    with bar("Taking back", None) as progress:
        while after is not None:
            answer = terminal.look("undo-import", import_id=import_id, after=after)
            undone, left = undone + answer["undone"], left + answer["left"]
            progress(len(answer["undone"]) + len(answer["left"]))
            name, after = answer["file_name"], answer["next"]
    rows = [(sku, "changed after the import, so it was left as it is") for sku in left]
    shown = {"outcome": "undone", "undone": undone, "left": left}
    sentence = f"{name}: {len(undone):,} taken back, {len(left):,} left as they are."
    terminal.done(shown, sentence, *([table("Left", ("sku!", "why"), rows)] if left else []))
    _exit(len(left))


def _read(file: Path) -> list[FileRow]:
    try:
        return list(read_rows(file))
    except FileRefused as refusal:
        raise click.UsageError(str(refusal)) from refusal


def _exit(faults: int) -> None:
    click.get_current_context().exit(REFUSED if faults else 0)


def _planned(planned: Plan, title: str) -> list[RenderableType]:
    told = ", ".join(f"{planned.counts[o]:,} {words}" for o, words in _WORDS.items())
    changing = [row for row in planned.rows if row["outcome"] != "same"]
    return [_rows(f"{title}: {counted(len(planned.rows), 'row')}: {told}", changing)]


def _rows(title: str, rows: list[Answer]) -> RenderableType:
    """Return rows; of very many all that are rejected, and the first of the others."""
    sound = [row["line"] for row in rows if row["outcome"] != "reject"]
    hidden = set(sound[_MOST_SHOWN:])
    listed = [r for r in rows if r["line"] not in hidden]
    shown: list[tuple[object, ...]] = [
        (r["line"], r["sku"], coloured(r["outcome"]), _row_told(r)) for r in listed
    ]
    if hidden:
        shown.append(("", "…", "", f"and {len(hidden):,} more; --json has them all"))
    return table(title, ("+line", "sku!", "row", "what"), shown, empty="Nothing changes.")


def _row_told(row: Answer) -> str:
    """Return what is wrong with a row, what changes, or what is new."""
    if row["faults"]:
        return "; ".join(f"{fault['column']} {fault['reason']}" for fault in row["faults"])
    if row["outcome"] == "create":
        return next((str(c["after"]) for c in row["changes"] if c["column"] == "name"), NOTHING)
    return "; ".join(f"{c['column']}: {c['before']} → {c['after']}" for c in row["changes"])


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Progress]:
    """Show a bar on the standard error while something long goes on; nothing into a pipe."""
    console = screen(is_error=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(what, total=total)
        yield lambda rows: bars.advance(task, rows)
