"""Reads salesfunnel.json: JSON with comments, bare keys and trailing commas."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

TOKENS = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|[A-Za-z_$][\w$]*|[^\s]|\s+')
LITERALS = ("true", "false", "null")


def read(path):
    """The configuration as plain dictionaries."""
    tokens = [
        token
        for token in TOKENS.findall(path.read_text("utf-8"))
        if not token.startswith("//") and not token.isspace()
    ]
    text = ""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token == "," and following in "]}":
            continue
        bare = re.match(r"[A-Za-z_$]", token) and token not in LITERALS
        text += json.dumps(token) if bare else token
    return json.loads(text)


@dataclass(frozen=True)
class Period:
    """A named span of local days; `start` and `end` (exclusive) are microseconds since 1970 UTC."""

    grain: str
    name: str
    start: int
    end: int
    first: date
    last: date  # exclusive

    def holds(self, micros):
        return micros is not None and self.start <= micros < self.end

    def holds_day(self, day):
        return self.first <= day < self.last


EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def micros(moment):
    """Exact microseconds since 1970 UTC of an aware datetime."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def local_midnight(day, zone):
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def local_day(instant, zone):
    seconds, rest = divmod(instant, 1_000_000)
    return datetime.fromtimestamp(seconds, timezone.utc).astimezone(zone).date()


def months(first, last):
    """First days of the months from `first`'s to `last`'s."""
    result, current = [], first.replace(day=1)
    while current <= last:
        result.append(current)
        current = next_month(current)
    return result


def next_month(day):
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def periods(config, first, last):
    """`all`, every month between two local days, and the configured windows."""
    zone = ZoneInfo(config["timezone"])

    def span(grain, name, start, end):
        return Period(
            grain, name, local_midnight(start, zone), local_midnight(end, zone), start, end
        )

    result = [Period("all", "", -(2**62), 2**62, date.min, date.max)]
    for month in months(first, last):
        result.append(span("month", month.isoformat(), month, next_month(month)))
    for window in config["windows"]:
        start, end = (date.fromisoformat(window[key]) for key in ("from", "to"))
        result.append(span("window", window["name"], start, end))
    return result
