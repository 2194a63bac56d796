"""What a browser makes of the pages: narrow and wide, light, dark and printed, with and without
scripts."""

import pathlib
import re

import browser

LOOKS = [
    (width, look, script)
    for width in (390, 1280) for look in ("light", "dark", "print") for script in (True, False)
]


def check(program, files, pictures=None):
    """How many views were looked at, and what is wrong with them."""
    wrong = []
    count = 0
    with browser.Browser(program) as chromium:
        page = chromium.page()
        for file in files:
            marked = len(re.findall(r"data-value=", pathlib.Path(file).read_text("utf-8")))
            for width, look, script in LOOKS:
                count += 1
                name = f"{file} at {width}, {look}, scripts {'on' if script else 'off'}"
                page.show(
                    file, width, dark=look == "dark", media="print" if look == "print" else "",
                    script=script,
                )
                if pictures and script:
                    stem = f"{pathlib.Path(file).parent.name}-{pathlib.Path(file).stem}"
                    page.screenshot(f"{pictures}/{stem}-{width}-{look}.png")
                wrong += [f"{name}: {text}" for text in page.complaints()]
                size = page.call("Page.getLayoutMetrics")["cssContentSize"]["width"]
                if size > width:
                    wrong.append(f"{name}: {size} wide, scrolls sideways")
                if requests := foreign(page):
                    wrong.append(f"{name}: asks for {requests}")
                if script:
                    wrong += [f"{name}: {text}" for text in behaviour(page, look, marked)]
    return count, wrong


def foreign(page):
    """Addresses that the page asked for besides itself."""
    return [
        event["params"]["request"]["url"] for event in page.events
        if event["method"] == "Network.requestWillBeSent"
        and not event["params"]["request"]["url"].startswith("file:")
    ]


# Numbers of wide charts stand in the table beside them too.
VISIBLE = """
Array.from(document.querySelectorAll("[data-value]")).filter(function (e) {
  return !e.closest("[aria-hidden=true], .wide") && !e.checkVisibility();
}).length
"""
# Sorts every table by its first number, both ways, and filters it to nothing and back.
SORTED = """
(function () {
  var faults = [];
  document.querySelectorAll("table.sort").forEach(function (t) {
    var heads = Array.from(t.tHead.rows[0].cells), rows = t.tBodies[0].rows, n = rows.length;
    var at = heads.findIndex(function (h, i) {
      return Array.from(rows).some(function (r) { return r.cells[i].dataset.value !== undefined });
    });
    if (at < 0) return;
    var before = Array.from(rows).map(function (r) { return r.textContent }).sort().join("|");
    ["descending", "ascending"].forEach(function (way) {
      heads[at].querySelector("button").click();
      if (heads[at].getAttribute("aria-sort") !== way) faults.push("not " + way);
      var list = Array.from(rows).map(function (r) { return r.cells[at].dataset.value })
        .filter(function (v) { return v !== undefined }).map(Number);
      list.slice(1).forEach(function (v, i) {
        if (way === "descending" ? v > list[i] : v < list[i]) faults.push(way + ": " + list);
      });
    });
    var after = Array.from(rows).map(function (r) { return r.textContent }).sort().join("|");
    if (before !== after) faults.push("sorting changed the rows");
    var field = t.dataset.filter && t.closest(".scroll").previousElementSibling;
    if (field) {
      field.value = "no row says this"; field.dispatchEvent(new Event("input"));
      if (!Array.from(rows).every(function (r) { return r.hidden })) faults.push("filter");
      field.value = ""; field.dispatchEvent(new Event("input"));
      if (Array.from(rows).some(function (r) { return r.hidden })) faults.push("filter stays");
    }
    if (rows.length !== n) faults.push("rows lost");
  });
  return faults;
})()
"""


def behaviour(page, look, marked):
    """Faults of a page that runs its script."""
    wrong = []
    present = page.evaluate('document.querySelectorAll("[data-value]").length')
    if present != marked:
        wrong.append(f"{present} of {marked} numbers are there")
    if look == "print":
        page.evaluate('dispatchEvent(new Event("beforeprint"))')
        hidden = page.evaluate(VISIBLE)
        if hidden:
            wrong.append(f"{hidden} numbers are not printed")
        page.evaluate('dispatchEvent(new Event("afterprint"))')
        if page.evaluate('document.querySelectorAll("details[open]").length'):
            wrong.append("printing leaves details open")
    wrong += page.evaluate(SORTED)
    if look == "print":
        return wrong
    page.call("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab",
              windowsVirtualKeyCode=9)
    page.call("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab",
              windowsVirtualKeyCode=9)
    if page.evaluate("document.activeElement.className") != "skip":
        wrong.append("the first tab does not reach the skip link")
    return wrong
