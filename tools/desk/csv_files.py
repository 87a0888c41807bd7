"""Files of goods: comma-separated values in UTF-8, read and written a row at a time."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from shop.domain.catalogue_cells import COLUMNS
from shop.domain.catalogue_import import FileRow, header_faults

# Some spreadsheets write these in their place.
_SEPARATORS = (";", "\t")


class FileRefused(Exception):
    """The file as a whole cannot be read; the text says why."""


def write_rows(file: Path, rows: Iterable[Mapping[str, str]]) -> int:
    """Write rows of goods as a file that can be read again, and return how many there were."""
    count = 0
    # With a byte order mark, without which some spreadsheets misread accents.
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS)
        writer.writeheader()
        for count, row in enumerate(rows, 1):  # noqa: B007 - the count is the answer
            writer.writerow(row)
    return count


def read_rows(file: Path) -> Iterator[FileRow]:
    """Read the rows of a file one after another; empty lines are left out.

    Raises:
        FileRefused: it is no such file, or its first line is not as it must be.
    """
    with _faults_told(file), file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, delimiter=_separator(opened.readline()), strict=True)
        opened.seek(0)
        header = [name.strip() for name in next(reader, [])]
        if faults := header_faults(header):
            told = "; ".join(f"column {fault.column!r} {fault.reason}" for fault in faults)
            raise FileRefused(f"The first line of {file.name}: {told}.")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                fits = len(cells) == len(header)
                row = dict(zip(header, cells, strict=True)) if fits else None
                yield FileRow(reader.line_num, row)


def _separator(first_line: str) -> str:
    return next((s for s in _SEPARATORS if s in first_line and "," not in first_line), ",")


@contextmanager
def _faults_told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileRefused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FileRefused(f"{file.name} is not UTF-8: save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise FileRefused(f"{file.name} is not CSV: {error}.") from error
