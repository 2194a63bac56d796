"""Reads the pages with a parser of its own and holds every number against the CSV files."""

import csv
import json
import pathlib
import re
from decimal import ROUND_HALF_EVEN, Decimal
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "input", "img"}


class Figures(HTMLParser):
    """Collects elements that carry a number with its origin, and all other text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.figures = []
        self.loose = []

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        node = {"tag": tag, "attributes": dict(attributes), "text": ""}
        self.open.append(node)
        if "data-value" in node["attributes"]:
            self.figures.append(node)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, text):
        for node in reversed(self.open):
            if "data-value" in node["attributes"]:
                node["text"] += text
                return
        if text.strip():
            self.loose.append(([node["tag"] for node in self.open], self.open[-1], text))


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [dict(zip(rows[0], row)) for row in rows[1:]]


class Report:
    """The plain CSV files of a report."""

    KEYS = ("metric", "market", "grain", "period", "dimension", "segment")

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.metrics = {}
        for row in table(self.folder / "csv/metrics.csv"):
            if not row["dimension2"]:
                self.metrics[tuple(undefused(row[key]) for key in self.KEYS)] = row
        self.tables = {}

    def table(self, name):
        if name not in self.tables:
            self.tables[name] = table(self.folder / f"csv/{name}.csv")
        return self.tables[name]

    def cells(self, attributes):
        """The exact number of an element, and that of the other row it was formed with."""
        if "data-table" in attributes:
            rows = self.table(re.sub(r"[^A-Za-z0-9_-]", "_", attributes["data-table"]))
            column = attributes["data-column"]
            against = attributes.get("data-against", attributes["data-row"])
            return [rows[int(index)][column] for index in (attributes["data-row"], against)]
        key = tuple(attributes[f"data-{key}"] for key in self.KEYS)
        part = attributes.get("data-part", "value")
        other = key[:3] + (attributes.get("data-against", key[3]),) + key[4:]
        return [self.metrics[k][part] for k in (key, other)]

    def expected(self, attributes):
        first, second = (Decimal(text) for text in self.cells(attributes))
        derivation = attributes.get("data-derived")
        if derivation == "difference":
            return first - second
        if derivation == "factor":
            return (first / second).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        return -first if derivation == "negated" else first


def undefused(text):
    return text[1:] if text.startswith("'") else text


SECONDS = {
    "s": 1, "min": 60, "h": 3600, "Std.": 3600, "days": 86400, "Tage": 86400,
}


def shown(text, language, attributes):
    """A printed number as a decimal, how many digits it shows, and what it was divided by."""
    sign = -1 if "\u2212" in text else 1
    match = re.search(r"[0-9][0-9.,]*", text)
    if not match:
        raise ValueError(f"no number in {text!r}")
    group, mark = (",", ".") if language == "en" else (".", ",")
    digits = match.group().rstrip(".,").replace(group, "").replace(mark, ".")
    places = len(digits.split(".")[1]) if "." in digits else 0
    scale = Decimal(1)
    column = attributes.get("data-column", "")
    if attributes["data-unit"] == "ratio" and attributes.get("data-derived") != "factor":
        scale = Decimal("0.01")
    if column.endswith("_seconds"):
        scale = Decimal(SECONDS[text.split("\u00a0")[-1]])
    return sign * Decimal(digits), places, scale


def check(folder, plain, language, names=()):
    """Every number of every page of a folder; returns how many, and what is wrong.

    Digits in `names`, texts that the data or the configuration chose, are no numbers."""
    report = Report(plain)
    wrong = []
    count = 0
    for page in sorted(pathlib.Path(folder).glob("*.html")):
        parser = Figures()
        parser.feed(page.read_text(encoding="utf-8"))
        for node in parser.figures:
            count += 1
            attributes = node["attributes"]
            try:
                exact = report.expected(attributes)
                if exact != Decimal(attributes["data-value"]):
                    raise ValueError(f"marked {attributes['data-value']}, the file has {exact}")
                value, places, scale = shown(node["text"], language, attributes)
                rounded = (exact / scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
                if value != rounded:
                    raise ValueError(f"reads {node['text']!r}, the file has {exact}")
            except (KeyError, IndexError, ValueError, ArithmeticError) as error:
                wrong.append(f"{page.name}: {attributes}: {error!r}")
        wrong += [f"{page.name}: {text!r} has no origin" for text in stray(parser.loose, names)]
    return count, wrong


MONTHS = (
    "Juni|Juli|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|"
    r"Jan\.|Feb\.|März|Apr\.|Mai|Aug\.|Sep\.|Okt\.|Nov\.|Dez\."
)
# Text in which digits are no measured number: dates, names of definitions, bounds of bands, axes.
ALLOWED = [
    rf"\d{{1,2}}\.? (?:{MONTHS})\.?(?: \d{{2,4}})?", rf"(?:{MONTHS})\.? \d{{2,4}}", r"Q\d \d{2,4}",
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?", r"\d\d:\d\d", r"95[- ]%(?:-Intervall)?", r"95 %:",
    r"B2[BC]", r"salesfunnel \d+\.\d+\.\d+", r"[0-9a-f]{16}", r"90 %(?:-Quantil)?", r"p90",
    r"\b\d+ (?:days|Tagen|Tage|months|Monate|Monaten|hours)\b", r"\d+[dm]\b",
    r"Of \d+ key metrics \d+ got better and \d+ worse", r"Von \d+ Kennzahlen: \d+ besser, \d+ schlechter",
    r"All \d+ key metrics", r"Alle \d+ Kennzahlen", r"\d+ (?:definitions|Definitionen)",
    r"\d+ of \d+", r"\d+ von \d+", r"All \d+ metrics", r"(?:about the data|zu den Daten): \d+",
    r"month \d+|Monat \d+", r"\+\d+", r"(?:Tier|Stufe) \d+",
    r"\d+ (?:repeat days?|Wiederbestelltage?)",
]


def stray(loose, names):
    """Texts with digits that are neither marked numbers nor of an allowed kind."""
    for path, node, text in loose:
        kinds = node["attributes"].get("class", "")
        if {"style", "script", "title", "desc", "dd", "dt", "code", "li", "bdi"} & set(path):
            continue
        # Axes are scales, not data; bounds of a band are the configuration's.
        if "small" in kinds or "band" in text.lower() or "ci" == kinds:
            continue
        rest = text
        for name in names:
            rest = rest.replace(name, "")
        for pattern in ALLOWED:
            rest = re.sub(pattern, "", rest)
        if re.search(r"\d", rest):
            yield text


def check_markdown(folder, plain, language):
    """Every row of figures in report.md against the files: some metric has just these values."""
    folder = pathlib.Path(folder)
    report = Report(plain)
    heading = json.loads((pathlib.Path(plain) / "report.json").read_text("utf-8"))["heading"]
    windows = [window["name"] for window in heading["windows"]]
    wrong = []
    count = 0
    for line in (folder / "report.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("| ") or len(cells) < 7 or not re.search(r"\d", line):
            continue
        count += sum(cell != "–" for cell in cells[1:5])
        if not stands_in_file(cells[1:5], report, windows, language):
            wrong.append(f"report.md: no metric has the figures of {line!r}")
    return count, wrong


def stands_in_file(cells, report, windows, language):
    """Whether one metric's total has these values before and now, and this difference and ratio."""
    keys = {key[:2] for key in report.metrics if key[2] == "window" and not key[4]}
    for metric, market in keys:
        rows = [report.metrics.get((metric, market, "window", name, "", "")) for name in windows]
        if None in rows:
            continue
        before, now = (Decimal(row["value"]) if row["value"] else None for row in rows)
        both = before is not None and now is not None
        exact = [before, now, now - before if both else None, now / before if both and before else None]
        units = [{"data-unit": rows[1]["unit"]}] * 3 + [{"data-unit": "number"}]
        if all(map(lambda *cell: reads(*cell, language), cells, exact, units)):
            return True
    return False


def reads(cell, exact, attributes, language):
    """Whether a printed cell is a number's rounded form; a dash is no number."""
    if cell == "–" or exact is None:
        return cell == "–" and exact is None
    value, places, scale = shown(cell, language, attributes)
    return value == (exact / scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
