"""The shared sets (../shared/data) as pictures with truth in the form of the generated ones."""

import json
import re
from pathlib import Path

import zones

DOCXPAND, AAMVA, PDF417, EXIF, MOIRE = "docxpand", "barcodes-aamva", "barcodes-pdf417", "pictures-exif", "pictures-moire"
OURS_ALONE = {AAMVA, PDF417, EXIF, MOIRE}
FOLDERS = {DOCXPAND: "documents-docxpand", AAMVA: AAMVA, PDF417: PDF417, EXIF: EXIF, MOIRE: MOIRE}
# Fields of docxpand whose meaning is ours; both name fields stand on the document as they are.
DOCXPAND_FIELDS = {
    "family_name": "surname",
    "given_name": "given_names",
    "document_number": "document_number",
    "passport_number": "document_number",
    "birth_date": "birth_date",
    "expires": "expiry_date",
    "date_expires": "expiry_date",
    "date_issued": "issue_date",
    "gender": "sex",
    "nationality": "nationality",
    "authority": "authority",
    "personal_number": "personal_number",
    "address": "address",
}


def pictures(_folder, data):
    for name, folder in FOLDERS.items():
        files = sorted(path for path in (Path(data) / folder).glob("*") if path.suffix in {".jpg", ".png"})
        for index, path in enumerate(files):
            yield name, index, path


def truth(name, path):
    """The truth beside a picture: of a generated set its JSON, of docxpand the line of truth.jsonl."""
    path = Path(path)
    if name == DOCXPAND:
        row = table(path.parent).get(path.name)
        fields = {}
        # Of a permit's two nationalities the holder's is printed, the issuing state's is not.
        if row["fields"].get("foreign_nationality"):
            row = row | {"fields": row["fields"] | {"nationality": row["fields"]["foreign_nationality"]}}
        for theirs, value in row["fields"].items():
            if isinstance(value, list) and theirs != "mrz":
                value = " ".join(part.strip() for part in value)
            if theirs in DOCXPAND_FIELDS and isinstance(value, str) and value:
                fields[DOCXPAND_FIELDS[theirs]] = {"value": iso(value), "printed": value, "quad": None, "visible": True}
        mrz = row["fields"].get("mrz")
        mrz = {"lines": mrz, "conform": row.get("mrz_check_digits_ok")} if isinstance(mrz, list) and mrz else None
        turned_as_in_the_zone(fields, mrz)
        as_a_code(fields, mrz)
        return {"fields": fields, "mrz": mrz, "corners": None, "plan": {"class": "clean", "defect": None, "upright": True}}
    if name in FOLDERS:
        return None
    return json.loads(path.with_suffix(".json").read_text())


def turned_as_in_the_zone(fields, mrz):
    """The set prints day before month and writes some zones as if it were the other way round: then the zone's holds."""
    by_zone = zones.fields_of(mrz["lines"]) if mrz else None
    for name in ("birth_date", "expiry_date"):
        if by_zone and name in fields and by_zone.get(name):
            year, month, day = fields[name]["value"].split("-")
            if by_zone[name] == year[2:] + day + month:
                fields[name]["value"] = f"{year}-{day}-{month}"


def as_a_code(fields, mrz):
    """A nationality printed in words (`CICERANA`) is read as its country's code (`CIC`), which the zone says."""
    printed = fields.get("nationality")
    code = zones.fields_of(mrz["lines"]).get("nationality") if mrz else None
    if printed and code and len(printed["value"]) > 3 and printed["value"].upper().startswith(code):
        printed["value"] = code


TABLES = {}


def table(folder):
    if folder not in TABLES:
        rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
        TABLES[folder] = {row.get("image") or row["file"]: row for row in rows}
    return TABLES[folder]


def iso(value):
    found = re.fullmatch(r"(\d{2})[./ -](\d{2})[./ -](\d{4})", value)
    return f"{found[3]}-{found[2]}-{found[1]}" if found else value
