"""ICAO 9303 zones in Python, for the peers: a plain parser and one that knows the grammar. Check digits only verify."""

import re
import unicodedata

FORMATS = {"TD1": (3, 30), "TD2": (2, 36), "TD3": (2, 44)}
LETTERS = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B", "4": "A", "7": "T"}
DIGITS = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "J": "1", "Z": "2", "S": "5", "G": "6", "B": "8", "A": "4", "T": "7"}
# What general recognisers write for the letters of OCR-B.
LOOKALIKES = str.maketrans(
    {"«": "<<", "≪": "<<", "＜": "<", "く": "<", "‹": "<", "〈": "<", "《": "<<", "(": "<", "{": "<", "[": "<", "Ρ": "P",
     "ρ": "P", "Р": "P", "О": "O", "Ο": "O", "А": "A", "Α": "A", "В": "B", "Β": "B", "Е": "E", "Ε": "E", "К": "K",
     "Κ": "K", "М": "M", "Μ": "M", "Н": "H", "Η": "H", "С": "C", "Т": "T", "Τ": "T", "Х": "X", "Χ": "X", "І": "I",
     "Ι": "I", "Ζ": "Z", "Ν": "N", "|": "I", "€": "<", "×": "X"}
)  # fmt: skip

# The positional alphabet of each line: n digit, a letter or filler, x anything, s sex, c check digit.
ALPHABET = {
    "TD3": ["aaaaa" + "a" * 39, "x" * 9 + "c" + "aaa" + "nnnnnn" + "c" + "s" + "nnnnnn" + "c" + "x" * 14 + "f" + "c"],
    "TD2": ["a" * 36, "x" * 9 + "f" + "aaa" + "nnnnnn" + "c" + "s" + "nnnnnn" + "c" + "x" * 7 + "c"],
    "TD1": ["aaaaa" + "x" * 9 + "f" + "x" * 15, "nnnnnn" + "c" + "s" + "nnnnnn" + "c" + "aaa" + "x" * 11 + "c", "a" * 30],
}


def weight(text):
    values = {"<": 0} | {str(d): d for d in range(10)} | {chr(65 + i): 10 + i for i in range(26)}
    return sum(values.get(c, 0) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10


def fields_of(lines):
    """The zone's details by position, as `inspect` names them; dates stay YYMMDD."""
    shape = (len(lines), len(lines[0]))
    if shape == (2, 44) or shape == (2, 36):
        first, second = lines
        names, number, birth, sex, expiry = first[5:], second[:9], second[13:19], second[20], second[21:27]
        nationality, issuer = second[10:13], first[2:5]
        if shape == (2, 44):
            personal = second[28:42]
        else:
            personal = second[28:35]
            if second[9] == "<":
                head, rest = number, personal
                tail = rest.split("<")[0]
                if tail:
                    number, personal = head + tail[:-1], ""
    elif shape == (3, 30):
        first, second, names = lines
        number, birth, sex, expiry = first[5:14], second[:6], second[7], second[8:14]
        nationality, issuer, personal = second[15:18], first[2:5], first[15:30]
        if first[14] == "<" and first[15] != "<":
            tail = first[15:].split("<")[0]
            number, personal = number + tail[:-1], first[15 + len(tail) :]
    else:
        return None
    surname, _, given = names.partition("<<")
    clean = lambda text: " ".join(text.replace("<", " ").split())  # noqa: E731
    return {
        "surname": clean(surname),
        "given_names": clean(given),
        "document_number": number.rstrip("<"),
        "birth_date": birth,
        "expiry_date": expiry,
        "sex": sex,
        "nationality": nationality.rstrip("<"),
        "issuing_country": issuer.rstrip("<"),
        "personal_number": clean(personal).replace(" ", ""),
    }


def check_digits_ok(lines):
    digit = lambda c: 0 if c == "<" else int(c) if c.isdigit() else -1  # noqa: E731
    if len(lines) == 3:
        a, b, _ = lines
        composite = a[5:30] + b[0:7] + b[8:15] + b[18:29]
        pairs = [(b[0:6], b[6]), (b[8:14], b[14]), (composite, b[29])]
        if a[14] != "<":
            pairs.append((a[5:14], a[14]))
    else:
        _, b = lines
        pairs = [(b[13:19], b[19]), (b[21:27], b[27])]
        if b[9] != "<":
            pairs.append((b[0:9], b[9]))
        if len(b) == 44:
            pairs += [(b[28:42], b[42]), (b[0:10] + b[13:20] + b[21:43], b[43])]
        else:
            pairs.append((b[0:10] + b[13:20] + b[21:35], b[35]))
    return all(weight(text) == digit(check) for text, check in pairs)


def plain(texts):
    """What a plain parser makes of text lines: no spaces, capital letters, the last run of lines of a known length."""
    lines = [text.replace(" ", "").upper() for text in texts]
    lines = [line for line in lines if re.fullmatch(r"[A-Z0-9<]+", line)]
    for count, length in FORMATS.values():
        fit = [line for line in lines if len(line) == length]
        if len(fit) >= count:
            return fit[-count:]
    return None


def grammar(texts):
    """What a parser that knows ICAO 9303 makes of text lines; None where nothing looks like a zone."""
    lines = [normal(text) for text in texts]
    lines = [line for line in lines if len(line) >= 24 and (line.count("<") >= 2 or sum(c.isdigit() for c in line) >= 10)]
    best = None
    for name, (count, length) in FORMATS.items():
        for start in range(len(lines) - count + 1):
            group = lines[start : start + count]
            if any(abs(len(line) - length) > 4 for line in group):
                continue
            fitted = [fit(line, length) for line in group]
            mended, cost = zip(*(place(line, row) for line, row in zip(fitted, ALPHABET[name])))
            strain = sum(cost) + sum(abs(len(line) - length) for line in group) - 20 * check_digits_ok(list(mended))
            strain += 10 * (mended[0][0] not in "PIACV")
            if best is None or strain < best[0]:
                best = (strain, list(mended))
    return best[1] if best else None


def normal(text):
    text = unicodedata.normalize("NFKC", text).upper().translate(LOOKALIKES)
    return re.sub(r"[^A-Z0-9<]", "", text)


def fit(line, length):
    """The line at its proper length: fillers are what recognisers miscount, so the longest run of them gives way."""
    runs = sorted(re.finditer(r"<+", line), key=lambda run: run.end() - run.start())
    if len(line) == length or not runs:
        return line[:length].ljust(length, "<")
    run = runs[-1]
    width = max(0, run.end() - run.start() + length - len(line))
    return (line[: run.start()] + "<" * width + line[run.end() :])[:length].ljust(length, "<")


def place(line, alphabet):
    """Each letter mended to what may stand in its place, and how many had to be."""
    out, cost = [], 0
    for letter, allowed in zip(line, alphabet):
        mended = letter
        if allowed in "nc" and letter.isalpha():
            mended = DIGITS.get(letter, letter)
        elif allowed == "a" and letter.isdigit():
            mended = LETTERS.get(letter, letter)
        elif allowed == "s" and letter not in "MFX<":
            mended = {"H": "M", "N": "M", "P": "F", "E": "F"}.get(letter, "<")
        elif allowed == "f" and letter.isalpha():
            mended = DIGITS.get(letter, letter)
        wrong = (allowed == "n" and not mended.isdigit() and mended != "<") or (allowed == "a" and mended.isdigit())
        cost += (mended != letter) + 3 * wrong
        out.append(mended)
    return "".join(out), cost


def rows(boxes):
    """Text boxes as lines, top to bottom; pieces that stand beside each other are joined. `boxes`: (text, quad)."""
    placed = []
    for text, quad in boxes:
        ys, xs = [p[1] for p in quad], [p[0] for p in quad]
        placed.append([sum(ys) / 4, min(xs), max(ys) - min(ys), text])
    placed.sort()
    lines = []
    for middle, left, height, text in placed:
        if lines and abs(lines[-1][0] - middle) < 0.4 * max(height, lines[-1][2]):
            lines[-1][3].append((left, text))
        else:
            lines.append([middle, left, height, [(left, text)]])
    return ["".join(text for _, text in sorted(line[3])) for line in lines]
