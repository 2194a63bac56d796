"""Hostile text in every column, header, file name and label of a run."""

import csv
import json
import pathlib
import re

import access
import printed

PAYLOADS = [
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "\"><svg onload=hit=1>",
    "'><script>window.hit=1</script>", "</script><script>window.hit=1</script>",
    "</title><script>window.hit=1</script>", "</style><script>window.hit=1</script>",
    "<!--<script>window.hit=1//-->", "]]><script>window.hit=1</script>", "javascript:window.hit=1",
    "<a href=javascript:window.hit=1>x</a>", "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<svg><animate onbegin=window.hit=1 attributeName=x>", "<math><mi xlink:href=javascript:hit=1>",
    "<details open ontoggle=window.hit=1>", "<body onload=window.hit=1>", "<base href=//evil.test>",
    "<meta http-equiv=refresh content=0;url=//evil.test>", "<link rel=stylesheet href=//evil.test>",
    "<style>*{display:none}</style>", "<plaintext>", "<textarea>", "<noscript><p title=\"</noscript>",
    "&lt;script&gt;hit=1&lt;/script&gt;", "&#60;script&#62;", "{{7*7}}", "${7*7}", "#{7*7}", "{0}",
    "{1} {2} {9}", "%s%n%x", "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.test\";\"x\")", "\t=1+1", " =1+1", "\"=1+1", "＝1+1", "'=1+1",
    "=IMPORTXML(\"http://evil.test\",\"//a\")", "-2+3+cmd|' /C calc'!A0", "00601", "9.10", "1e5",
    "-12.5", "1/2", "'; DROP TABLE events; --", "\" OR 1=1 --", "..\\..\\x", "../../etc/passwd",
    "\u202egnp.exe", "\u2066x\u2069", "\ufeff=1+1", "a\u0007b", "x\u2028y", "| a | b |",
    "[x](javascript:alert(1))", "![x](http://evil.test/x.png)", "`x`", "::error title=x::y",
]
COLUMNS = (
    "channel", "campaign", "content", "device", "region", "product", "country", "coupon",
)
NAMES = [
    "<img src=x onerror=window.hit=1>", "=1+1", "a'b\"c", "{0} &amp; <b>", "::error::x",
]


def write(folder, texts, label):
    """A shop whose every text column holds each of some texts, and its configuration."""
    folder = pathlib.Path(folder)
    (folder / "in").mkdir(parents=True)
    extra = label
    names = ["time", "type", "customer_id", "session_id", "order_id", "amount", "currency"]
    rows = [names + list(COLUMNS) + [extra]]
    for index, text in enumerate(texts):
        day = f"2025-0{index % 3 + 3}-{index % 27 + 1:02d}"
        values = [text] * (len(COLUMNS) + 1)
        who = [f"c{index}", f"s{index}"]
        rows.append([f"{day}T10:00:00Z", "session_start", *who, "", "", "", *values])
        rows.append([f"{day}T10:01:00Z", "add_to_cart", *who, "", "", "", *values])
        rows.append([f"{day}T10:02:00Z", "purchase", *who, f"o{index}", "10.00", "EUR", *values])
    name = re.sub(r"[/\0]", "_", label)
    with open(folder / "in" / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "salesfunnel.json").write_text(json.dumps({
        "dimensions": ["channel", "device", "region", "product", "custom"],
        "windows": [
            {"name": f"{label} one", "from": "2025-03-01", "to": "2025-04-01"},
            {"name": f"{label} two", "from": "2025-04-01", "to": "2025-05-01"},
        ],
        "funnels": [{
            "name": "visits", "scope": "session",
            "steps": ["session_start", {"type": "add_to_cart", "name": f"{label} step"}, "purchase"],
        }],
        "sources": [{
            "name": label, "files": "in/*.csv",
            "columns": {name: name for name in names[2:] + list(COLUMNS)} | {"custom": extra},
            "events": [
                {"type": kind, "time": "time", "where": [{"column": "type", "is": [kind]}]}
                for kind in ("session_start", "add_to_cart", "purchase")
            ],
        }],
    }), encoding="utf-8")


def skeleton(path):
    """Elements with the names of their attributes, in order: what text may never change."""
    tree = access.Tree()
    tree.feed(pathlib.Path(path).read_text(encoding="utf-8"))
    return tree.faults, [
        (node["tag"], tuple(sorted(set(node["a"]) - {"class"}))) for node in tree.nodes
    ]


def live(path):
    """Cells of a CSV file that a spreadsheet would run."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                text = cell.strip(" \t\r\n\"\ufeff\u202e\u2066\u2069")
                if text[:1] in tuple("=+-@＝＋－＠") and not re.fullmatch(r"-?[\d.,]+", text):
                    yield cell


def compare(hostile, harmless):
    """What differs between two reports but text; formulas that would run."""
    wrong = []
    for page in sorted(pathlib.Path(harmless).glob("*.html")):
        faults, found = skeleton(pathlib.Path(hostile) / page.name)
        _, expected = skeleton(page)
        wrong += [f"{page.name}: {fault}" for fault in faults]
        if found != expected:
            at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), len(expected))
            wrong.append(
                f"{page.name}: element {at} is {found[at:at + 1]}, not {expected[at:at + 1]}"
                f" ({len(found)} against {len(expected)})")
        policy = re.search(r'content="(default-src[^"]*)"', page.read_text("utf-8"))
        if not policy or not policy.group(1).startswith("default-src &#39;none&#39;"):
            wrong.append(f"{page.name}: no strict content security policy")
    for path in sorted(pathlib.Path(hostile).glob("csv/*.csv")):
        wrong += [f"{path.name}: {cell!r} would run" for cell in live(path)]
    count, faults = printed.check(hostile, hostile, "en", NAMES)
    return count, wrong + faults
