"""Opens the CSV profiles in LibreOffice as a German and an English user would, and compares what
stands in the cells with the plain profile."""

import csv
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as xml
from decimal import ROUND_HALF_EVEN, Decimal

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Delimiter, and the language of the import: 1031 German, 1033 English (United States).
LOOKS = {"excel-de": (59, 1031), "excel-en": (44, 1033), "sheets": (44, 1033)}
# Names that a spreadsheet likes to run, or to read as numbers or dates.
TRICKY = ["00601", "9.10", "=1+1", "-12.5", "+49 30 1", "1/2", "@home", "1e5", "plain, with; both"]


def find():
    return shutil.which("soffice") or shutil.which("libreoffice")


def write(folder):
    """A shop whose channels have tricky names."""
    rows = ["time,type,customer_id,session_id,order_id,amount,currency,channel"]
    for index, name in enumerate(TRICKY):
        quoted = f'"{name}"'
        who = f"c{index},s{index}"
        rows.append(f"2025-03-0{index + 1}T10:00:00Z,session_start,{who},,,,{quoted}")
        rows.append(
            f"2025-03-0{index + 1}T10:05:00Z,purchase,{who},o{index},{index + 1}.25,EUR,{quoted}")
    path = pathlib.Path(folder) / "events.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def reopen(program, profile, files):
    """The cells of each file after LibreOffice has opened it: number or text."""
    delimiter, language = LOOKS[profile]
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                # Fields, quote, UTF-8, from line 1, no column formats, language, quoted cells are
                # not text by themselves, special numbers are detected.
                f"--infilter=CSV:{delimiter},34,76,1,,{language},false,true",
                "--convert-to", "fods", "--outdir", folder, *map(str, files),
            ],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
        )
        for file in files:
            result[file.name] = list(cells(pathlib.Path(folder) / (file.stem + ".fods")))
    return result


def cells(path):
    for row in xml.parse(path).iter(TABLE + "table-row"):
        values = []
        for cell in row.findall(TABLE + "table-cell"):
            kind = cell.get(OFFICE + "value-type")
            if cell.get(TABLE + "formula"):
                kind = "formula"
            if kind in ("float", "percentage", "currency"):
                value = Decimal(cell.get(OFFICE + "value"))
            elif kind == "date":
                value = cell.get(OFFICE + "date-value")
            else:
                value = "\n".join("".join(p.itertext()) for p in cell.findall(TEXT + "p"))
            repeated = int(cell.get(TABLE + "number-columns-repeated", "1"))
            values += [(kind, value)] * min(repeated, 64)
        repeated = int(row.get(TABLE + "number-rows-repeated", "1"))
        if any(kind for kind, _ in values):
            for _ in range(min(repeated, 1000)):
                yield values


def check(program, run, names):
    """What differs between the plain files and the reopened ones; `run(profile)` gives a folder."""
    wrong = []
    count = 0
    plain = pathlib.Path(run("plain"))
    for profile in LOOKS:
        folder = pathlib.Path(run(profile))
        opened = reopen(program, profile, [folder / "csv" / name for name in names])
        for name in names:
            with open(plain / "csv" / name, encoding="utf-8", newline="") as file:
                expected = list(csv.reader(file))
            rows = opened[name]
            if len(rows) != len(expected):
                wrong.append(f"{profile}/{name}: {len(rows)} rows, not {len(expected)}")
            for number, (found, row) in enumerate(zip(rows, expected)):
                for column, text in enumerate(row):
                    count += 1
                    cell = found[column] if column < len(found) else (None, "")
                    if fault := differs(text, *cell):
                        wrong.append(f"{profile}/{name} row {number}, {expected[0][column]}: {fault}")
    return count, wrong


def differs(text, kind, value):
    """What is wrong with a reopened cell whose plain text is known; None where nothing is."""
    if kind == "formula":
        return f"{text!r} became a formula"
    if text == "":
        return None if value == "" else f"an empty cell became {value!r}"
    if kind in ("float", "percentage", "currency"):
        if text.lstrip("'") in TRICKY:
            return f"{text!r} became the number {value}"
        exact = Decimal(text)
        # Money is rounded to two digits, and a spreadsheet keeps fifteen.
        if value == exact or value == exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN):
            return None
        return f"{text} became {value}"
    if kind == "date":
        return None if text == value else f"{text!r} became the date {value}"
    if re.fullmatch(r"-?\d+(\.\d+)?", text) and text not in TRICKY:
        return f"the number {text} became the text {value!r}"
    plain = text.lstrip("'")
    return None if value.lstrip("'") == plain else f"{text!r} became {value!r}"
