"""Are the numbers that both sides make equal? `compare.py REPORT DUCKDB-TABLES`.

A number of the report equals when it is the exact one rounded to the digits that the report
prints. One line per number or table: equal, DIFFERENT with the first differences, or not produced
yet. Exits 1 where one differs.
"""

import collections
import csv
import pathlib
import sys
from fractions import Fraction

# A session start without a channel: empty in the stream and in DuckDB's tables, this in the report.
BLANK = "(blank)"
CHECKOUT_STEPS, FIRST_ORDER_STEPS = 5, 4


def compare(report: pathlib.Path, tables: pathlib.Path) -> bool:
  """Prints the comparison; true where nothing differs."""
  folder = report / "csv"
  print("shared numbers:")
  equal = True
  for name, expected in expected_metrics(tables).items():
    equal &= judge(name, expected, actual_metrics(folder, name, expected))
  for name, expected, actual in [
    ("funnel_checkout", expected_checkout(tables), actual_funnel(folder, "checkout")),
    ("funnel_first_order", expected_first_order(tables), actual_funnel(folder, "first_order")),
    ("cohorts", expected_cohorts(tables), actual_cohorts(folder)),
    ("rfm", expected_rfm(tables), actual_rfm(folder)),
    ("attribution", expected_attribution(tables), actual_attribution(folder)),
  ]:
    equal &= judge(name, expected, actual)
  return equal


def judge(name: str, expected: dict, actual) -> bool:
  """Compares two tables of key → exact number against key → printed number."""
  if actual is None:
    print(f"  {name}: not produced yet")
    return True
  differences = []
  for key in sorted(expected.keys() | actual.keys()):
    exact, printed = expected.get(key), actual.get(key, "")
    # The report also has rows for what is empty (a month without mature buyers, a class of none).
    if exact is None and (printed == "" or Fraction(printed) == 0):
      continue
    if exact is None or printed == "" or not rounds_to(exact, printed):
      differences.append(f"    {' '.join(key)}: {printed or 'nothing'}, DuckDB {text(exact)}")
  if not differences:
    print(f"  {name}: equal ({len(expected)} numbers)")
    return True
  print(f"  {name}: DIFFERENT in {len(differences)} of {len(expected)} numbers")
  print("\n".join(differences[:5]))
  return False


def rounds_to(exact: Fraction, printed: str) -> bool:
  digits = len(printed.partition(".")[2])
  return abs(Fraction(printed) - exact) * 2 * 10**digits <= 1


def text(exact) -> str:
  return "nothing" if exact is None else f"{float(exact):.6f}".rstrip("0").rstrip(".")


def rows(path: pathlib.Path):
  with open(path, newline="", encoding="utf-8") as file:
    yield from csv.DictReader(file)


# What DuckDB says. Keys are tuples of text: (grain, period, segment, …).


def expected_metrics(tables: pathlib.Path) -> dict:
  metrics = collections.defaultdict(lambda: collections.defaultdict(Fraction))
  for row in rows(tables / "orders.csv"):
    for grain, period in (("month", row["month"]), ("all", "")):
      for metric, column in (
        ("b2c.orders", "orders"), ("b2c.units", "units"), ("b2c.revenue_gross", "gross"),
        ("b2c.refunds", "refunds"), ("b2c.revenue_net", "net"),
      ):
        metrics[metric][grain, period, ""] += Fraction(row[column])
  for key, orders in metrics["b2c.orders"].items():
    metrics["b2c.aov"][key] = metrics["b2c.revenue_gross"][key] / orders
  for row in rows(tables / "checkout.csv"):
    for grain, period in (("month", row["month"]), ("all", "")):
      for segment in ("", row["channel"] or BLANK):
        metrics["b2c.sessions"][grain, period, segment] += int(row["step1"])
  metrics.update(expected_repeat(tables))
  return metrics


def expected_repeat(tables: pathlib.Path) -> dict:
  counts = collections.defaultdict(lambda: [0, 0])
  for row in rows(tables / "repeat.csv"):
    for grain, period in (("month", row["month"]), ("all", "")):
      count = counts[row["days"], grain, period]
      count[0] += int(row["repeated"])
      count[1] += int(row["mature"])
  metrics = collections.defaultdict(dict)
  for (days, grain, period), (repeated, mature) in counts.items():
    metrics[f"b2c.repeat_rate_{days}d"][grain, period, ""] = Fraction(repeated, mature)
  return metrics


def expected_checkout(tables: pathlib.Path) -> dict:
  reached = collections.defaultdict(Fraction)
  for row in rows(tables / "checkout.csv"):
    for grain, period in (("month", row["month"]), ("all", "")):
      for segment in ("", row["channel"] or BLANK):
        for step in range(1, CHECKOUT_STEPS + 1):
          reached[grain, period, segment, str(step)] += int(row[f"step{step}"])
  return without_zeros(reached)


def expected_first_order(tables: pathlib.Path) -> dict:
  reached = collections.defaultdict(Fraction)
  for row in rows(tables / "first_order.csv"):
    grain = "month" if row["month"] else "all"
    for segment in ("", row["channel"] or BLANK):
      for step in range(1, FIRST_ORDER_STEPS + 1):
        reached[grain, row["month"], segment, str(step)] += int(row[f"step{step}"])
  return without_zeros(reached)


def expected_cohorts(tables: pathlib.Path) -> dict:
  numbers = {}
  for row in rows(tables / "cohorts.csv"):
    for column in ("active", "orders", "net"):
      numbers[row["cohort"], row["months_since"], column] = Fraction(row[column])
  return numbers


def expected_rfm(tables: pathlib.Path) -> dict:
  return {
    (row["recency"], row["frequency"], row["monetary"]): Fraction(row["buyers"])
    for row in rows(tables / "rfm.csv")
  }


def expected_attribution(tables: pathlib.Path) -> dict:
  credit = collections.defaultdict(Fraction)
  for row in rows(tables / "attribution.csv"):
    for grain, period in (("month", row["month"]), ("all", "")):
      for model in ("first", "last", "linear"):
        key = grain, period, row["channel"] or BLANK, model
        credit[key] += Fraction(row[f"{model}_micros"]) / 1_000_000
  return without_zeros(credit)


def without_zeros(numbers: dict) -> dict:
  """A count or sum of nothing may have a row or none; both say the same."""
  return {key: number for key, number in numbers.items() if number}


# What the report says; None where it has no such table.


def actual_metrics(folder: pathlib.Path, metric: str, expected: dict):
  """Where all of a period are young the report shows the value so far; DuckDB has no row then."""
  if not (folder / "metrics.csv").is_file():
    return None
  segments = ("", "channel") if metric == "b2c.sessions" else ("",)
  found = {
    (row["grain"], row["period"], row["segment"]): row["value"]
    for row in rows(folder / "metrics.csv")
    if row["metric"] == metric and row["market"] == "b2c" and row["grain"] in ("all", "month")
    and row["dimension"] in segments and not row["dimension2"]
    and (row["status"] != "in_progress" or (row["grain"], row["period"], row["segment"]) in expected)
  }
  return found or None


def actual_funnel(folder: pathlib.Path, name: str):
  path = folder / f"funnel_{name}.csv"
  if not path.is_file():
    return None
  return {
    (row["grain"], row["period"], row["segment"], row["step"]): row["reached"]
    for row in rows(path)
    if row["grain"] in ("all", "month") and row["dimension"] in ("", "channel")
  }


def actual_cohorts(folder: pathlib.Path):
  path = folder / "cohorts.csv"
  if not path.is_file():
    return None
  return {
    (row["cohort"], row["months_since"], name): row[column]
    for row in rows(path)
    for name, column in (("active", "active"), ("orders", "orders"), ("net", "revenue_net"))
  }


def actual_rfm(folder: pathlib.Path):
  path = folder / "rfm.csv"
  if not path.is_file():
    return None
  return {
    (row["recency"], row["frequency"], row["monetary"]): row["buyers"] for row in rows(path)
  }


def actual_attribution(folder: pathlib.Path):
  path = folder / "attribution.csv"
  if not path.is_file():
    return None
  found = {
    (row["grain"], row["period"], row["segment"], row["model"]): row["credit"]
    for row in rows(path)
    if row["market"] == "b2c" and row["dimension"] == "channel"
    and row["model"] in ("first", "last", "linear") and row["grain"] in ("all", "month")
  }
  return found or None


if __name__ == "__main__":
  sys.exit(0 if compare(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])) else 1)
