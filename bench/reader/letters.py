"""Names in letters with marks: cards drawn in fonts of the product's own, photographed, read.

`letters.py BINARY [--count N] [--seed S] [--folder DIR] [--fonts FILE...] [-v]`: how many names are read exactly, how many apart
from their marks, and how many surely (0.8 or more) with letters that are others; by language. And how many of the pictures are told a
fault of the picture; all can be read, and a few have lost a corner.
"""

import argparse
import json
import os
import subprocess
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench/reader/accuracy"))
from measure import wilson  # noqa: E402

SURE = 0.8

# Common surnames and given names, put together by chance: nobody in particular.
NAMES = {
    "Albanian": ("Hoxha Shehu Çela Këlliçi Gjoka", "Besnik Përparim Mirlinda Shqipe Çlirim"),
    "Azerbaijani": ("Əliyev Məmmədova Hüseynov Quliyeva Şahbazov", "Əhməd Gülşən Çingiz Ülviyyə İlqar"),
    "Catalan": ("Puigdemunt Solà Güell Vallès Àlvarez", "Núria Àngel Remei Lluïsa Òscar"),
    "Croatian": ("Kovačević Đurić Babić Šarić Žuvić", "Željko Đurđica Tomislav Šime Anđela"),
    "Czech": ("Dvořáková Růžička Šťastný Tůmová Ďurišová", "Jiří Zdeněk Ondřej Vašek Naděžda"),
    "Danish": ("Sørensen Bjørnskov Ærø Nørgaard Kjær", "Søren Åse Jørgen Mærsk Bodil"),
    "Estonian": ("Mägi Põder Õunapuu Kuusküla Šeremet", "Jüri Ülle Tõnu Mätlik Piibe"),
    "French": ("Lefèvre Gaëtan Côté Œuvrard Noël", "Éléonore François Anaïs Jérôme Loïc"),
    "German": ("Müller Grüß Schröder Weiß Jäger", "Jürgen Käthe Günther Björn Lässig"),
    "Hungarian": ("Szőke Fűrész Kővári Bíró Győri", "Gergő Zsófia Ödön Ágnes Fülöp"),
    "Icelandic": ("Þórðarson Guðmundsdóttir Ægisson Jónsdóttir Briem", "Þóra Sigríður Björk Ölöf Eyþór"),
    "Igbo": ("Ọkọrọ Nwụgo Ịfeanyị Okafor Ụzọma", "Chịdị Ọbịọma Ngọzị Adaọra Ụchenna"),
    "Latvian": ("Bērziņš Kļaviņa Ķēniņš Ģirts Liepiņa", "Jānis Ilzīte Ņina Kārlis Žanete"),
    "Lithuanian": ("Kazlauskienė Žukauskas Jočytė Šimkūnas Ąžuolas", "Rūta Jūratė Žydrūnas Viltė Eglė"),
    "Maltese": ("Ħaber Żammit Ċassar Borġ Għigo", "Ġorġ Żeppi Ħelen Ċetta Marjanu"),
    "Maori": ("Tūhoe Māhina Ngāta Pōtae Hēnare", "Tāne Wīremu Hōne Mēri Rāwiri"),
    "Norwegian": ("Ødegård Bråthen Hæhre Sjøvåg Strømsø", "Åshild Bjørn Sølvi Pål Kåre"),
    "Polish": ("Wiśniewska Łącki Gołąb Źrebięcka Żółkoś", "Grażyna Stanisław Józef Małgorzata Bożęcin"),
    "Portuguese": ("Gonçalves Assunção Simões Araújo Conceição", "João Inês Lourenço Mónica Zélia"),
    "Romanian": ("Țăran Ștefănescu Brâncuș Mureșan Întuneric", "Ștefăniță Mădălina Ionuț Mihăiță Ruxandra"),
    "Slovak": ("Ľudovítová Hruška Čierťažský Ťapák Kráľ", "Ľubica Štefánia Ján Katarína Žofia"),
    "Spanish": ("Núñez Muñoz Ibáñez Güemes Peñalver", "José Íñigo Begoña Verónica Ángel"),
    "Swedish": ("Åkerblom Sjöström Hägglund Öberg Lindén", "Åsa Göran Märta Östen Håkan"),
    "Turkish": ("Yıldırım Öztürk Çağlar Şahin Gümüşoğlu", "İbrahim Ayşegül Çiğdem Işıl Doğan"),
    "Turkmen": ("Annaýew Öwezow Şyhmyradow Garaýewa Žumaýew", "Aýna Döwlet Gülşat Batyr Maňňyt"),
    "Vietnamese": ("Nguyễn Trần Phạm Đặng Huỳnh", "Thị Hằng Văn Đức Quốc Tuấn Ngọc Ánh Bửu Lộc"),
    "Vietnamese, more": ("Võ Đỗ Bùi Lương Trịnh", "Thúy Vy Hữu Phước Mỹ Duyên Kiều Oanh Xuân Trường"),
    "Welsh": ("Llŷr Môrgan Gŵyn Tŷrell Siôn", "Siân Llinôs Dŵrfan Gwenllian Mâri"),
    "Yoruba": ("Adébáyọ Ọlátúnjí Ẹkúndayọ Ṣóyínká Fágbémi", "Ọláṣubọmi Ẹniọlá Adékúnlé Títílayọ Ṣadé"),
}
LABELS = [("Surname", "Given names"), ("SURNAME / NOM", "GIVEN NAMES / PRÉNOMS"), ("Surname/Nom", "Given name(s)/Prénom(s)")]


def capitals(text, language):
    if language in ("Turkish", "Azerbaijani"):
        text = text.replace("i", "İ").replace("ı", "I")
    return text.replace("ß", "ẞ").upper()


def people(rng, count):
    """(language, surname, given names) as printed."""
    languages = list(NAMES)
    for number in range(count):
        language = languages[number % len(languages)]
        surnames, given = (names.split() for names in NAMES[language])
        first = rng.choice(given, size=min(len(given), int(rng.integers(1, 3))), replace=False)
        names = [str(rng.choice(surnames)), " ".join(map(str, first))]
        if rng.random() < 0.6:
            names = [capitals(name, language) for name in names]
        yield language, *(unicodedata.normalize("NFC", name) for name in names)


def card(rng, person, fonts):
    """A card's picture, 1000 pixels wide."""
    image = Image.new("RGB", (1000, 630), tuple(int(v) for v in rng.integers(205, 250, 3)))
    draw = ImageDraw.Draw(image)
    shade = tuple(int(v) for v in rng.integers(170, 225, 3))
    for y in range(0, 630, int(rng.integers(9, 24))):
        draw.line([(x, y + 14 * np.sin(x / rng.uniform(60, 70))) for x in range(0, 1001, 20)], fill=shade, width=1)
    font = lambda size: ImageFont.truetype(str(rng.choice(fonts)), size)  # noqa: E731
    label, value = font(int(rng.integers(16, 20))), font(int(rng.integers(27, 36)))
    draw.text((60, 40), "IDENTITY CARD", font=font(38), fill=(30, 50, 110))
    draw.rectangle((60, 150, 300, 450), fill=tuple(int(v) for v in rng.integers(120, 190, 3)))
    ink = tuple(int(v) for v in rng.integers(10, 70, 3))
    surname, given = LABELS[rng.integers(len(LABELS))]
    rows = [(surname, person[1]), (given, person[2]), ("Date of birth", "14.03.1984"), ("Document number", "X4820971")]
    for at, (head, text) in enumerate(rows):
        draw.text((340, 150 + 95 * at), head, font=label, fill=(60, 60, 70))
        draw.text((340, 176 + 95 * at), text, font=value, fill=ink)
    draw.text((60, 570), "SPECIMEN", font=label, fill=(150, 60, 60))
    return np.asarray(image)[:, :, ::-1]


def photograph(rng, card):
    """The card on a desk: turned, tilted, under uneven light, a little out of focus, compressed."""
    height, width = 1050, 1500
    scale = rng.uniform(0.75, 1.3)
    centre = np.array([width / 2, height / 2]) + rng.uniform(-40, 40, 2)
    angle = rng.normal(0, 0.07)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[-500, -315], [500, -315], [500, 315], [-500, 315]]) * scale
    corners = corners @ turn.T * (1 + rng.normal(0, 0.02, (4, 1))) + centre
    source = np.array([[0, 0], [999, 0], [999, 629], [0, 629]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    desk = np.full((height, width, 3), rng.integers(40, 110, 3), np.uint8)
    desk = cv2.add(desk, rng.integers(0, 12, desk.shape, dtype=np.uint8))
    picture = cv2.warpPerspective(card, matrix, (width, height), dst=desk, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    light = cv2.resize(rng.uniform(0.75, 1.1, (3, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    picture = picture * light[:, :, None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.3))
    return np.clip(picture + rng.normal(0, rng.uniform(1, 6), picture.shape), 0, 255).astype(np.uint8)


def make(folder, count, seed, fonts):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for number, person in enumerate(people(rng, count)):
        picture = photograph(rng, card(rng, person, fonts))
        cv2.imwrite(str(folder / f"{number:04}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(70, 95))])
        (folder / f"{number:04}.json").write_text(json.dumps(person))


def bare(text):
    text = text.translate(str.maketrans("ıđðøłħŧþŋəĐÐØŁĦŦÞŊƏ", "iddolhtpneDDOLHTPNE"))
    for letter, two in (("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("Æ", "AE"), ("Œ", "OE"), ("ẞ", "SS")):
        text = text.replace(letter, two)
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--count", type=int, default=290)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "target/bench/letters")
    parser.add_argument("--fonts", type=Path, nargs="+", default=[ROOT / f"vendor/fonts/NotoSans-{w}.ttf" for w in ("Regular", "SemiBold")])
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    folder = args.folder / f"{args.seed}-{args.count}"
    if not (folder / f"{args.count - 1:04}.json").exists():
        make(folder, args.count, args.seed, args.fonts)
    files = sorted(folder.glob("*.jpg"))
    tally = defaultdict(lambda: [0, 0, 0, 0])
    blamed = 0
    environment = {"PROOFDESK_MODELS_DIR": str(ROOT / "vendor/models")} | os.environ
    for at in range(0, len(files), 20):
        part = files[at : at + 20]
        out = subprocess.run([args.binary, "inspect", "--json", *map(str, part)], capture_output=True, text=True, env=environment)
        for file, line in zip(part, out.stdout.splitlines(), strict=True):
            answer = json.loads(line)
            fields = answer["fields"]
            faults = [f["code"] for f in answer["findings"] if f["severity"] == "blocking" and f["code"].startswith("image.")]
            blamed += bool(faults)
            if args.verbose and faults:
                print(f"{file.stem}: told {', '.join(faults)}")
            language, *names = json.loads(file.with_suffix(".json").read_text())
            for field, name in zip(("surname", "given_names"), names):
                printed = [r for r in fields.get(field, {"readings": []})["readings"] if r["source"] == "printed"]
                read, confidence = (printed[0]["value"], printed[0]["confidence"]) if printed else ("", 0.0)
                exact, near = unicodedata.normalize("NFC", read) == name, bare(read) == bare(name)
                for row in (language, "all"):
                    for column, counts in enumerate((True, exact, near, not near and confidence >= SURE)):
                        tally[row][column] += counts
                if args.verbose and not exact:
                    print(f"{file.stem} {language}: {name} read {read or 'nothing'} at {confidence:.2f}")
    print("| language | names | exactly | apart from marks | surely otherwise |\n|---|---|---|---|---|")
    for row, (count, exact, near, wrong) in tally.items():
        print(f"| {row} | {count} | {100 * exact / count:.0f} % | {100 * near / count:.0f} % | {wrong} |")
    count, exact, near, wrong = tally["all"]
    figures = [(name, good, count) for name, good in (("exactly", exact), ("apart from marks", near), ("surely otherwise", wrong))]
    for name, good, of in [*figures, ("pictures told a fault", blamed, len(files))]:
        low, high = wilson(good, of)
        print(f"{name}: {100 * good / of:.1f} % [{100 * low:.1f}, {100 * high:.1f}] of {of}")


if __name__ == "__main__":
    main()
