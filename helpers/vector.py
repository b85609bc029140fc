"""The SVG that matplotlib draws, made fit for a page: text in the page's own fonts, colours that follow light and dark,
marks that are links one can reach by keyboard.

A mark is an artist with a url; its gid says in words what it is. Every colour becomes a property of the page's style
sheet (`var(--chart-0072b2, #0072b2)`): where a page does not set it, the colour stays as drawn.
"""

import re
from collections.abc import Iterable

from lxml import etree

from helpers import colours
from helpers.show import spelled

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
HEX = re.compile(r"#([0-9a-f]{6})\b")
NUMBER = re.compile(r"-?\d+\.\d{3,}")
STRONG = re.compile(r"[^\W\d_]|[\u200e\u200f]")  # the first letter or mark of direction says which way a text runs
REACH = 9  # radius of what can be hit around a mark, in points: 24 px across
FONT = {"en": "var(--chart-font, system-ui, 'DejaVu Sans', sans-serif)",
        "ar": "var(--chart-arabic, 'Amiri', serif)"}  # fmt: skip


def web(drawn: str, key: str, language: str = "en") -> str:
    """The SVG as an element for an HTML page, as text.

    drawn: SVG as matplotlib writes it, text as text. key: what to put before every id, so that no two figures of a page
    share one. Raises ValueError where it is no SVG.
    """
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(spelled(drawn).encode("utf-8"), parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError(f"no SVG: {fault}") from None
    for useless in tree.findall(f"{SVG}metadata"):
        tree.remove(useless)
    _link_marks(tree)
    _keep_ids(tree, key)
    for node in tree.iter():
        _restyle(node, language)
    width, height = (float(tree.get(side).removesuffix("pt")) for side in ("width", "height"))
    tree.set("direction", "ltr")  # on a page that runs from the right, too: text says its own way
    tree.set("width", f"{width * 4 / 3:.0f}")
    tree.set("height", f"{height * 4 / 3:.0f}")
    text = etree.tostring(tree, encoding="unicode")  # without namespaces, which HTML does not have
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href=", "href=")


def _link_marks(tree):
    """Put what a mark is into its link, as title and name, and around it a place large enough for a finger."""
    for link in tree.iter(f"{SVG}a"):
        link.attrib.pop("target", None)
        group = next(node for node in link.iterancestors() if node.get("id"))
        said = group.attrib.pop("id")
        link.set("aria-label", said)
        link.set("class", "mark")
        marker = link.find(f"{SVG}use")
        if marker is not None:
            hit = etree.Element(f"{SVG}circle", {"class": "hit", "cx": marker.get("x"), "cy": marker.get("y"),
                                                 "r": str(REACH), "fill": "transparent"})  # fmt: skip
            link.insert(0, hit)
        title = etree.Element(f"{SVG}title")
        title.text = said
        link.insert(0, title)


def _keep_ids(tree, key):
    """Keep the ids that something refers to, with `key` before each, and no others."""
    text = etree.tostring(tree, encoding="unicode")
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    for node in tree.iter():
        if (own := node.attrib.pop("id", None)) in used:
            node.set("id", f"{key}-{own}")
        if (node.get(XLINK) or "").startswith("#"):
            node.set(XLINK, f"#{key}-{node.get(XLINK)[1:]}")
        if node.get("clip-path"):
            node.set("clip-path", node.get("clip-path").replace("url(#", f"url(#{key}-"))


def _restyle(node, language):
    """Colours as properties, the page's font, numbers of two places; text that runs from the right says so."""
    for name in ("d", "x", "y", "cx", "cy", "transform", "width", "height"):
        if node.get(name):
            node.set(name, NUMBER.sub(lambda found: f"{float(found[0]):.2f}", node.get(name)))
    if node.get("d"):
        node.set("d", " ".join(node.get("d").split()))
    style = node.get("style")
    if node.tag == f"{SVG}style":
        node.getparent().remove(node)
    elif node.tag == f"{SVG}text":
        _set_text(node, style or "", language)
    elif style:
        node.set("style", HEX.sub(_property, style))


def _property(found):
    return f"var(--chart-{found[1]}, {found[0]})"


def _set_text(node, style, language):
    text = "".join(node.itertext())
    rules = dict(rule.split(": ", 1) for rule in style.split("; ") if ": " in rule)
    rules["font-family"] = FONT[language]
    rules.setdefault("fill", "#000000")
    anchor = rules.get("text-anchor", "start")
    first = STRONG.search(text)
    if first and (first[0] == "\u200f" or "\u0600" <= first[0] <= "\u06ff"):
        node.set("direction", "rtl")
        rules["text-anchor"] = {"start": "end", "end": "start"}.get(anchor, anchor)
    node.set("style", "; ".join(f"{name}: {HEX.sub(_property, value)}" for name, value in rules.items()))
    if re.fullmatch(r"rotate\(-?0 .*\)", node.get("transform", "")):
        node.attrib.pop("transform")


def figure_rules(used: Iterable[str]) -> str:
    """Style rules that turn the colours of figures for a dark page. used: colours as hex, those of marks and text.

    White becomes the page, black the text on it, greys their opposites; others are lightened until they can be read.
    """
    rules = [f"--chart-{colour[1:]}: {_dark(colour)};" for colour in dict.fromkeys(used) if colour != "#ffffff"]
    paper = "html { --chart-ffffff: var(--pst-color-background); }\n"
    return paper + 'html[data-theme="dark"] {\n  ' + "\n  ".join(rules) + "\n}\n"


def _dark(colour):
    parts = [int(part, 16) for part in re.findall("..", colour[1:])]
    if max(parts) - min(parts) > 24:
        return colours.legible(colour, "dark")
    page = [int(part, 16) for part in re.findall("..", colours.PAGE["dark"][1:])]
    share = sum(parts) / 3 / 255  # how near the paper it is
    return "#" + "".join(f"{round(232 + (side - 232) * share):02x}" for side in page)
