"""The peers' zone parser on the examples of ICAO 9303-4 and -5: python3 bench/reader/accuracy/test_zones.py"""

import unittest

import zones

TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]


class Zones(unittest.TestCase):
    def test_check_digits(self):
        for zone in (TD3, TD1):
            self.assertTrue(zones.check_digits_ok(zone))
        self.assertFalse(zones.check_digits_ok([TD3[0], TD3[1].replace("7408122", "7408123")]))

    def test_grammar_mends_what_the_plain_parser_leaves(self):
        seen = ["UTOPIA", TD3[0][:-4], TD3[1].replace("UTO", "UT0").replace("740812", "74O8I2")]
        self.assertEqual(zones.grammar(seen), TD3)
        self.assertNotEqual(zones.plain(seen), TD3)
        self.assertEqual(zones.plain(["SPECIMEN", *TD1]), TD1)
        self.assertIsNone(zones.grammar(["PASSPORT", "ERIKSSON", "12 AUG 1974"]))

    def test_fields(self):
        fields = zones.fields_of(TD1)
        self.assertEqual((fields["surname"], fields["given_names"]), ("ERIKSSON", "ANNA MARIA"))
        self.assertEqual((fields["document_number"], fields["birth_date"]), ("D23145890", "740812"))

    def test_pieces_of_a_line_are_joined(self):
        box = lambda x, y: [[x, y], [x + 90, y], [x + 90, y + 20], [x, y + 20]]  # noqa: E731
        self.assertEqual(zones.rows([("B", box(100, 2)), ("C", box(0, 60)), ("A", box(0, 0))]), ["AB", "C"])


if __name__ == "__main__":
    unittest.main()
