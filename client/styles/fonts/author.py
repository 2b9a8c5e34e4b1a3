"""Writes the font files beside it. Run by hand when `tests/client/styles/fonts.test.ts` names a missing character:

    apt-get install fonts-noto-cjk python3-fonttools python3-brotli
    python3 client/styles/fonts/author.py

`words` holds what the screens and the procedures say, `names` what the packs name beyond it: cut out of the pieces of
@fontsource-variable/noto-sans-sc and put together, so that a screen asks for two files and not for fifty. `more` holds
what those pieces lack, from Debian's Noto Sans CJK. Every other character is still served by its piece.
"""

import glob
import json
import os

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.normpath(os.path.join(here, "../../.."))
pieces = sorted(glob.glob(f"{root}/node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2"))
cjk = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
simplified = 2
# What may come to a screen stands in these; programs speak to a terminal.
rooms = ["client", "shared", "server/[!p]*", "server/p[!r]*", "server/projections", "public/packs"]
kinds = ["ts", "vue", "json", "geojson"]
# Files whose every character is taken, and the lists of a pack whose names are.
said = ["client/**/*.ts", "client/**/*.vue", "shared/procedure/*.json", "server/packs/*.ts"]
named = ["catalogue", "units", "indicators", "plans", "pack", "sensors", "cameras", "duties"]


def characters(patterns):
    found = set()
    for pattern in patterns:
        for name in glob.glob(f"{root}/{pattern}", recursive=True):
            if os.path.isfile(name):
                with open(name, encoding="utf8", errors="ignore") as file:
                    found |= set(file.read())
    return {c for c in found if c == "\u3000" or (ord(c) > 0x7E and c.isprintable())}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def names():
    found = set()
    for name in named:
        for path in glob.glob(f"{root}/server/packs/*/{name}.json"):
            rows = json.load(open(path, encoding="utf8"))
            if isinstance(rows, list):
                rows = [{k: v for k, v in row.items() if k in ("name", "title")} for row in rows]
            found |= set("".join(strings(rows)))
    for path in glob.glob(f"{root}/public/packs/*/grids.topo.json"):
        for level in json.load(open(path, encoding="utf8"))["objects"].values():
            found |= set("".join(strings([one.get("properties") for one in level["geometries"]])))
    return found


def options():
    chosen = Options()
    chosen.layout_features = []
    chosen.notdef_outline = True
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.drop_tables += ["HVAR", "VVAR", "vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "STAT"]
    return chosen


def cut(path, wanted, number=-1):
    font = TTFont(path, fontNumber=number)
    subsetter = Subsetter(options())
    subsetter.populate(unicodes=[ord(c) for c in wanted])
    subsetter.subset(font)
    return font


def put_together(fonts):
    """One variable font of the glyphs of several with the same axes; a glyph is renamed by the font that it is from."""
    base = fonts[0]
    order, glyphs, metrics, variations, cmap = [], {}, {}, {}, {}
    for number, font in enumerate(fonts):
        rename = lambda name: ".notdef" if name == ".notdef" else f"p{number}.{name}"
        for name in font.getGlyphOrder():
            new = rename(name)
            if new in glyphs:
                continue
            glyph = font["glyf"][name]
            if glyph.isComposite():
                for component in glyph.components:
                    component.glyphName = rename(component.glyphName)
            order.append(new)
            glyphs[new] = glyph
            metrics[new] = font["hmtx"][name]
            variations[new] = font["gvar"].variations.get(name, [])
        cmap.update({code: rename(name) for code, name in font.getBestCmap().items()})
    base.setGlyphOrder(order)
    base["glyf"].glyphs = glyphs
    base["glyf"].setGlyphOrder(order)
    base["hmtx"].metrics = metrics
    base["gvar"].variations = variations
    base["post"].formatType = 3.0
    table = CmapSubtable.newSubtable(4)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 1, 0, cmap
    base["cmap"].tables = [table]
    return base


def save(font, name):
    font.flavor = "woff2"
    path = f"{here}/{name}.woff2"
    font.save(path)
    print(f"{name}.woff2 {len(font.getBestCmap())} characters, {os.path.getsize(path)} bytes")


def ranges(font):
    """Runs of code points as CSS writes them."""
    runs = []
    for code in sorted(font.getBestCmap()):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def main():
    held = {path: set(map(chr, TTFont(path).getBestCmap())) for path in pieces}
    in_pieces = set().union(*held.values())
    spoken = characters(said)
    every = characters([f"{room}/**/*.{kind}" for room in rooms for kind in kinds])
    # The Latin pieces are on every screen anyhow, and hold the letters' kerning.
    latin = set().union(*(has for path, has in held.items() if "-latin" in path))
    files = {
        "words": spoken & in_pieces - latin,
        "names": (names() - spoken) & in_pieces - latin,
    }
    unicode = {}
    for name, wanted in files.items():
        parts = [cut(path, wanted & has) for path, has in held.items() if wanted & has]
        font = put_together(parts)
        save(font, name)
        unicode[name] = ranges(font)
    for style in ("Regular", "Bold"):
        font = cut(cjk.format(style), every - in_pieces, simplified)
        save(font, f"more-{style.lower()}")
        unicode["more"] = ranges(font)
    missing = {c for c in every - in_pieces if ord(c) not in font.getBestCmap()}
    print("nowhere:", " ".join(sorted(missing)) or "none")
    with open(f"{here}/unicode.json", "w", encoding="utf8") as file:
        json.dump(unicode, file, indent=2)
        file.write("\n")
    with open(f"{here}/faces.css", "w", encoding="utf8") as file:
        file.write("/* Written by author.py. Of two faces that hold a character the browser takes the later one. */\n")
        # A browser picks one weight of a family first and looks for the character then: what has two files is a family of its own.
        for name, family, weight in (
            ("words", "Noto Sans SC Variable", "100 900"),
            ("names", "Noto Sans SC Variable", "100 900"),
            ("more-regular", "Noto Sans SC More", "100 549"),
            ("more-bold", "Noto Sans SC More", "550 900"),
        ):
            file.write(face(name, family, weight, unicode[name.split("-")[0]]))


def face(name, family, weight, characters):
    return f"""@font-face {{
  font-family: '{family}';
  font-style: normal;
  font-display: swap;
  font-weight: {weight};
  src: url('./{name}.woff2') format('woff2');
  unicode-range: {characters};
}}
"""


main()
