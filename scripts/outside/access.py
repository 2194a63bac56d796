"""Checks of accessibility on the pages' own text: contrast, names, order."""

import pathlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "input", "img"}


class Tree(HTMLParser):
    """Elements in document order, each with its parents and its own text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack = []
        self.nodes = []
        self.faults = []

    def handle_starttag(self, tag, attributes):
        node = {"tag": tag, "a": dict(attributes), "text": "", "up": [n["tag"] for n in self.stack]}
        node["parent"] = self.stack[-1] if self.stack else None
        if len(node["a"]) != len(attributes):
            self.faults.append(f"<{tag}> repeats an attribute")
        self.nodes.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.stack or self.stack[-1]["tag"] != tag:
            self.faults.append(f"</{tag}> closes nothing")
        else:
            self.stack.pop()

    def handle_data(self, text):
        for node in self.stack:
            node["text"] += text


def structure(path):
    """What is wrong with names, order and references of one page."""
    tree = Tree()
    tree.feed(pathlib.Path(path).read_text(encoding="utf-8"))
    wrong = list(tree.faults)
    nodes = tree.nodes
    ids = [node["a"]["id"] for node in nodes if "id" in node["a"]]
    wrong += [f"id {name} twice" for name in set(ids) if ids.count(name) > 1]
    known = set(ids)
    for node in nodes:
        for attribute in ("aria-labelledby", "aria-describedby"):
            for name in node["a"].get(attribute, "").split():
                if name not in known:
                    wrong.append(f"{attribute} points to {name}, which is not there")
        target = node["a"].get("href", "")
        if target.startswith("#") and target[1:] not in known:
            wrong.append(f"link to {target}, which is not there")
        if node["tag"] in ("a", "summary", "h1", "h2", "h3", "th") and not node["text"].strip():
            wrong.append(f"<{node['tag']}> without text")
        if node["tag"] in ("table", "nav") and not node["a"].get("aria-label"):
            wrong.append(f"<{node['tag']}> without a name")
        if node["tag"] == "svg" and "svg" not in node["up"]:
            named = node["a"].get("aria-label") or node["a"].get("aria-labelledby")
            hidden = node["a"].get("aria-hidden") == "true"
            if not hidden and not (named and node["a"].get("role") == "img"):
                wrong.append("a drawing that is neither named nor hidden")
        if "style" in node["a"] or any(name.startswith("on") for name in node["a"]):
            wrong.append(f"<{node['tag']}> with an inline style or handler")
        if node["tag"] == "th" and not node["a"].get("scope"):
            wrong.append("<th> without a scope")
    levels = [int(node["tag"][1]) for node in nodes if re.fullmatch("h[1-6]", node["tag"])]
    if levels[:1] != [1] or levels.count(1) != 1:
        wrong.append(f"headings start with {levels[:1]}, h1 stands {levels.count(1)} times")
    wrong += [f"h{a} is followed by h{b}" for a, b in zip(levels, levels[1:]) if b > a + 1]
    html = nodes[0]["a"] if nodes else {}
    if html.get("lang") not in ("en", "de"):
        wrong.append("no language")
    return wrong


def channel(value):
    value /= 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(color):
    red, green, blue = (channel(part) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The ratio of WCAG 2.1."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def blend(top, share, bottom):
    return tuple(a * share + b * (1 - share) for a, b in zip(top, bottom))


def palettes(css):
    """The named colours on light, dark and paper, each on top of the light ones."""
    found = {}
    base = {}
    for name, pattern in (
        ("light", r"^\s*:root\{(.*?)\}"),
        ("dark", r"prefers-color-scheme:dark\)\{:root\{(.*?)\}"),
        ("print", r"@media print\{:root\{(.*?)\}"),
    ):
        block = re.search(pattern, css, re.S | re.M).group(1)
        colors = dict(base)
        for key, value in re.findall(r"--(\w+):#([0-9a-f]{3,6})", block):
            digits = value if len(value) == 6 else "".join(c * 2 for c in value)
            colors[key] = tuple(int(digits[i:i + 2], 16) for i in (0, 2, 4))
        base = base or colors
        found[name] = colors
    return found


def colors(path):
    """Pairs of colours of a page's style sheet that are too close."""
    css = re.search(r"<style>(.*?)</style>", pathlib.Path(path).read_text("utf-8"), re.S).group(1)
    wrong = []
    shades = [float(share) for share in re.findall(r"\.h\d\{fill-opacity:([.\d]+)\}", css)]
    for name, palette in palettes(css).items():
        paper = palette["bg"]
        pairs = [(text, ground, 4.5) for text in ("fg", "dim", "good", "bad", "wait", "acc")
                 for ground in ("bg", "soft")]
        pairs += [(mark, "bg", 3) for mark in ("acc", "mark", "up", "down", "fg")]
        for ink, ground, least in pairs:
            ratio = contrast(palette[ink], palette[ground])
            if ratio < least:
                wrong.append(f"{name}: {ink} on {ground} reaches {ratio:.2f}, not {least}")
        for share in shades:
            ratio = contrast(palette["fg"], blend(palette["acc"], share, paper))
            if ratio < 4.5:
                wrong.append(f"{name}: text on a shade of {share} reaches {ratio:.2f}")
    return wrong
