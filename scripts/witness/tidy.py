"""The tidy lists of expected numbers and of traps, as Tests/SampleData holds them."""

import json
from decimal import Decimal
from fractions import Fraction


def fixed(value, digits):
    """An exact decimal string, rounded half-even at the last digit. None stays None."""
    if value is None:
        return None
    value = Fraction(value)
    scaled = value * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or twice == scaled.denominator and whole % 2:
        whole += 1
    return format(Decimal(whole).scaleb(-digits), "f") if digits else str(whole)


def ratio(above, below):
    """0/0 and n/0 are undefined, never 0."""
    return Fraction(above) / Fraction(below) if below else None


def quantile(values, share):
    """Linear interpolation between order statistics (type 7)."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * Fraction(share)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


class Expected:
    """Collects rows of metric, market, grain, period, dimension, segment, value and its parts."""

    def __init__(self, market):
        self.market = market
        self.rows = []
        self.exact = {}

    def add(
        self, metric, period, value, digits, parts=(None, None), part_digits=(0, 0), by=("", "")
    ):
        self.exact[metric, period.grain, period.name, *by] = value
        self.rows.append(
            {
                "metric": metric,
                "market": self.market,
                "grain": period.grain,
                "period": period.name,
                "dimension": by[0],
                "segment": by[1],
                "value": fixed(value, digits),
                "numerator": fixed(parts[0], part_digits[0]),
                "denominator": fixed(parts[1], part_digits[1]),
            }
        )

    def count(self, metric, period, value, by=("", "")):
        self.add(metric, period, value, 0, by=by)

    def money(self, metric, period, value, by=("", "")):
        self.add(metric, period, value, 4, by=by)

    def rate(self, metric, period, above, below, by=("", ""), digits=6, part_digits=(0, 0)):
        """A ratio with its parts; `part_digits` 4 marks a part that is money."""
        self.add(metric, period, ratio(above, below), digits, (above, below), part_digits, by)

    def get(self, metric, window, by=("", "")):
        return self.exact[metric, "window", window, *by]

    def write(self, path):
        self.rows.sort(
            key=lambda row: tuple(
                row[key] for key in ("metric", "market", "grain", "period", "dimension", "segment")
            )
        )
        write_list(path, self.rows)


class Traps:
    """What a hasty reader of the exports would print, next to what is right."""

    def __init__(self):
        self.rows = []

    def add(self, trap, metric, period, naive, right, digits):
        naive, right = fixed(naive, digits), fixed(right, digits)
        if naive == right:
            raise SystemExit(f"witness: the trap '{trap}' does not bite: both {right}")
        self.rows.append(
            {"trap": trap, "metric": metric, "period": period, "naive": naive, "right": right}
        )

    def write(self, path):
        write_list(path, self.rows)


def write_list(path, rows):
    """One object per line, so that a difference in review is one line."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def demand(what, actual, wanted):
    """The headline figures hold exactly, or nothing is written."""
    if actual != wanted:
        raise SystemExit(f"witness: {what} is {actual}, not {wanted}")
