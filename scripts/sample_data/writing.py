"""How the vendors write: CSV dialects, offsets, money and thousands."""

import csv
import io
from datetime import datetime, timezone


def local(instant, zone):
    """The wall clock of `zone` at an instant given in seconds since 1970 UTC."""
    return datetime.fromtimestamp(instant, timezone.utc).astimezone(zone)


def instant(zone, *wall_clock):
    """Seconds since 1970 UTC of a wall clock time in `zone`, from the year down."""
    return int(datetime(*wall_clock, tzinfo=zone).timestamp())


def money(cents):
    """`1234567` → `12345.67`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def grouped_money(cents):
    """`1234567` → `12,345.67`, as screens of advertising systems print it."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def write_csv(path, rows, preamble=(), byte_order_mark=False, line_end="\n"):
    """Writes rows with quotes only where needed; preamble lines go in as they are."""
    text = io.StringIO()
    for line in preamble:
        text.write(line + line_end)
    csv.writer(text, lineterminator=line_end).writerows(rows)
    data = text.getvalue().encode("utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + data if byte_order_mark else data)
