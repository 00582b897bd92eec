"""The letters with marks of languages that people's documents are printed in, and lines of chance in them."""

import unicodedata

from zone.zones import PIECES

PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# How often plain letters stand in a line: as in names of many languages, roughly.
OFTEN = "AAAAAAAABBBCCCDDDDEEEEEEEEFFGGGHHHHIIIIIIIJJKKKLLLLLMMMMNNNNNNNOOOOOOPPPQRRRRRRSSSSSTTTTTUUUUVVWWXYYZZ"

LANGUAGES = {
    "Albanian": "ÇË",
    "Azerbaijani": "ÇƏĞİÖŞÜ",
    "Catalan": "ÀÇÈÉÍÏÒÓÚÜ",
    "Croatian": "ČĆĐŠŽ",
    "Czech": "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
    "Danish": "ÆØÅÉ",
    "Estonian": "ÄÖÕÜŠŽ",
    "French": "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸ",
    "German": "ÄÖÜẞ",
    "Hungarian": "ÁÉÍÓÖŐÚÜŰ",
    "Icelandic": "ÁĐÉÍÓÚÝÞÆÖ",
    "Igbo": "ỊỌỤ",
    "Italian": "ÀÈÉÌÒÙ",
    "Latvian": "ĀČĒĢĪĶĻŅŠŪŽ",
    "Lithuanian": "ĄČĘĖĮŠŲŪŽ",
    "Maltese": "ĊĠĦŻ",
    "Maori": "ĀĒĪŌŪ",
    "Polish": "ĄĆĘŁŃÓŚŹŻ",
    "Portuguese": "ÁÂÃÀÇÉÊÍÓÔÕÚ",
    "Romanian": "ĂÂÎŞŢ",
    "Sami": "ÁČĐŊŠŦŽ",
    "Slovak": "ÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ",
    "Slovene": "ČŠŽ",
    "Spanish": "ÁÉÍÑÓÚÜ",
    "Swedish": "ÅÄÖÉ",
    "Turkish": "ÇĞİÖŞÜÂÎÛ",
    "Turkmen": "ÄÇŇÖŞÜÝŽ",
    "Vietnamese": "ĂÂĐÊÔƠƯÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ",
    "Welsh": "ÂÊÎÔÛŴŶ",
    "Yoruba": "ÁÀÉÈẸÍÌÓÒỌṢÚÙ",
}
# Vietnamese has more letters than all others together.
WEIGHTS = {"Vietnamese": 6, "Czech": 2, "Slovak": 2, "Latvian": 2, "Romanian": 2, "Turkish": 2, "Icelandic": 2, "Lithuanian": 2}

# Letters that print tells apart hardly or not at all are one: the product decides by the page's language.
SAME = str.maketrans("ÐðȘșȚț’‘ʻ", "ĐđŞşŢţ'''")


def lower(text):
    return text.replace("İ", "i").replace("ẞ", "ß").lower()


MARKED = sorted({c for letters in LANGUAGES.values() for c in letters})
OTHERS = "0123456789-'.,:/ "
SYMBOLS = PLAIN + PLAIN.lower() + "".join(MARKED) + "".join(sorted({lower(c) for c in MARKED} - {"i"})) + "ı" + OTHERS
assert len(set(SYMBOLS)) == len(SYMBOLS)


def pick(rng, items):
    return items[rng.integers(len(items))]


def word(rng, marked):
    """A word of chance in capitals, of letters or of pieces of names; a share of its letters has marks."""
    if rng.random() < 0.5:
        text = "".join(pick(rng, OFTEN) for _ in range(int(rng.integers(1, 11))))
    else:
        text = "".join(pick(rng, PIECES) for _ in range(int(rng.integers(1, 4))))
    share = pick(rng, (0.0, 0.15, 0.3, 0.45))
    letters = list(text)
    for at, plain in enumerate(letters):
        if rng.random() < share:
            own = [c for c in marked if unicodedata.normalize("NFD", c)[0] == plain]
            letters[at] = pick(rng, own) if own and rng.random() < 0.7 else pick(rng, marked)
    return "".join(letters)


def line(rng):
    """A line as a name or a place stands in print, sometimes behind its label, and the language it is in."""
    names = list(LANGUAGES)
    weights = [WEIGHTS.get(name, 1) for name in names]
    language = names[rng.choice(len(names), p=[w / sum(weights) for w in weights])]
    marked = LANGUAGES[language] if rng.random() < 0.85 else MARKED
    words = [word(rng, marked) for _ in range(int(rng.choice([1, 2, 3, 4], p=[0.42, 0.33, 0.17, 0.08])))]
    case = rng.random()
    words = [w if case < 0.6 else w[0] + lower(w[1:]) if case < 0.93 else lower(w) for w in words]
    if language in ("Turkish", "Azerbaijani") and case >= 0.6:
        words = [w.replace("i", "ı") if rng.random() < 0.3 else w for w in words]
    if rng.random() < 0.08:
        words.insert(int(rng.integers(len(words) + 1)), "".join(pick(rng, "0123456789") for _ in range(int(rng.integers(1, 7)))))
    text = words[0]
    for w in words[1:]:
        text += pick(rng, (" ", " ", " ", " ", " ", "-", ", ", "'", ". ", "/", " / ", ": ")) + w
    return text
