#!/usr/bin/env python3
"""Makes tests/fixtures/documents: small files of every kind that is read, and what other programs find in the PDFs (documents.json).

`pip install reportlab pypdf cryptography pillow`; `chromium` on the path prints the page that has composite fonts. Made with reportlab 5.1,
pypdf 7.1 and Chromium 156.
"""

import io
import json
import subprocess
import tempfile
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

FOLDER = Path(__file__).resolve().parent.parent / "fixtures/documents"
WESTERN = "Das Café öffnet um 9 Uhr, “schließt” um 18 – fünf Gäste zahlten 12 €.\r\nZweite Zeile.\r\n"
UNICODE = "Γειά σου Κόσμε\nПривет, мир\n東京 🦊\n"

HTML = """<!doctype html><html><head><title>Town &amp; Library</title>
<style>p { color: red } /* <p>not text</p> */</style>
<script>document.write("<p>not text</p>"); if (1 < 2) alert("no")</script></head>
<body><nav><a href="/x" onclick="alert('no')">Home</a></nav>
<h1>Opening   hours</h1><p>It opens at <b>nine</b>&nbsp;o&#8217;clock &mdash; it closes at six.</p>
<h2>Rooms</h2><ul><li>Hall</li><li>Attic <!-- <p>not text</p> --></li></ul>
<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Mon</td><td>9&ndash;18</td></tr></table>
<pre>one
  two</pre><svg><text>not text</text></svg><template><p>not text</p></template>
<p>2 &lt; 3 &amp;&amp; &lt;script&gt; is text here</p><img src=x alt="A fox"><p>unclosed <i>tags
</body></html>
"""

TABLE = 'Room;Seats;Note\r\nHall;40;"Key at the desk; ask ""Vane"""\r\nAttic;12;"two\r\nlines"\r\n\r\nCellar;;\r\nYard;3;free;extra\r\n'

PRINTED = """<meta charset="utf-8"><title>Printed by a browser</title><style>body { font: 14px "DejaVu Sans", sans-serif }</style>
<h1>The mill</h1><p>The mill of Öde opens at nine and closes at six. Its wheel has 24 blades; the office is efficient, and its fee is 3 €.</p>
<p>Второй абзац: мельница открыта. <b>Bold words</b> and <i>slanted ones</i>.</p><ul><li>First<li>Second</ul>
<div style="break-before: page">A second page, justified: <p style="text-align: justify; width: 20em">several words that are pulled apart by the
browser so that both margins are straight, line for line, to the end.</p></div>"""


def drawn() -> bytes:
    """Two pages of text in the standard fonts and an embedded one, an empty page between them."""
    styles = getSampleStyleSheet()
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    plain, heading = styles["BodyText"], styles["Heading1"]
    vera = plain.clone("vera", fontName="Vera")
    story = [
        Paragraph("The harbour", heading),
        Paragraph("The harbour has 31 berths and a crane of 8 tonnes. It was built in 1907 by Ada Löwe, whose café is still there. " * 3, plain),
        Spacer(1, 12),
        Paragraph("A second paragraph, in an embedded font: “naïve” façades — coöperate, señor.", vera),
        PageBreak(),
        Spacer(1, 1),
        PageBreak(),
        Paragraph("Rules", heading),
        Paragraph("Boats leave by noon. Dogs stay on deck.", plain),
    ]
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A5, title="Harbour – rules", author="nobody", invariant=1).build(story)
    return file.getvalue()


def divided() -> bytes:
    """What a typesetter does: words placed one by one, a word divided, kerning within a word, an exponent, a line drawn upside down."""
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A5, invariant=1, pageCompression=0)
    page.setFont("Times-Roman", 12)
    for x, word in [(40, "Words"), (76, "placed"), (112, "apart")]:
        page.drawString(x, 500, word)
    page.drawString(40, 484, "and a divi-")
    page.drawString(40, 470, "ded word.")
    page._code.append("BT /F1 12 Tf 40 440 Td [(K) 80 (er) -20 (ning) -400 (gap)] TJ ET")
    page.drawString(40, 410, "x")
    page.setFont("Times-Roman", 7)
    page.drawString(46, 415, "2")
    page.saveState()
    page.setFont("Times-Roman", 12)
    page.translate(200, 300)
    page.rotate(90)
    page.drawString(0, 0, "Sideways")
    page.restoreState()
    page.save()
    return file.getvalue()


def picture() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=A5, invariant=1)
    page.drawImage(ImageReader(Image.new("RGB", (8, 8), (90, 120, 30))), 40, 40, 200, 200)
    page.save()
    return file.getvalue()


def locked(source: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(source)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def printed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(PRINTED)
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
        subprocess.run(["chromium", *flags, page.as_uri()], check=True, capture_output=True)
        return out.read_bytes()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    harbour = drawn()
    made = {
        "utf8.txt": UNICODE.encode(),
        "utf8-marked.txt": b"\xef\xbb\xbf" + UNICODE.encode(),
        "utf16-marked.txt": UNICODE.encode("utf-16"),
        "utf16-little.txt": WESTERN.encode("utf-16-le"),
        "utf16-big.txt": WESTERN.encode("utf-16-be"),
        "windows-1252.txt": WESTERN.encode("cp1252"),
        "latin1.txt": "Größe: über 3 µm, naïve façades\r".encode("latin-1"),
        "page.html": HTML.encode(),
        "table.csv": b"\xef\xbb\xbf" + TABLE.encode(),
        "harbour.pdf": harbour,
        "divided.pdf": divided(),
        "printed.pdf": printed(),
        "picture.pdf": picture(),
        "locked.pdf": locked(harbour, "secret"),
        "unlocked.pdf": locked(harbour, ""),
    }
    for name, data in made.items():
        (FOLDER / name).write_bytes(data)
    words = {}
    for name in ["harbour.pdf", "printed.pdf", "unlocked.pdf"]:
        words[name] = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made[name])).pages]
    expected = {"western": WESTERN.replace("\r\n", "\n"), "unicode": UNICODE, "words": words}
    (FOLDER.parent / "documents.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")
    print(sum(path.stat().st_size for path in FOLDER.iterdir()), "bytes in", FOLDER.name)


main()
