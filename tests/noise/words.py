"""What the generated people and companies are called."""

FIRST = (
    *("Anna", "Andrea", "Andreas", "Alexander", "Alexandra", "Birgit", "Björn", "Christian"),
    *("Christina", "Christoph", "Claudia", "Daniel", "Daniela", "Dominik", "Elisabeth", "Eva"),
    *("Florian", "Frank", "Franziska", "Gabriele", "Günther", "Hans-Peter", "Heike", "Heinz"),
    *("Ingrid", "Jan", "Jana", "Johannes", "Johanna", "Jörg", "Jürgen", "Jutta", "Karl-Heinz"),
    *("Katharina", "Kathrin", "Klaus", "Lars", "Lea", "Lukas", "Manfred", "Manuela", "Maria"),
    *("Markus", "Martin", "Martina", "Mathias", "Max", "Maximilian", "Mehmet", "Michael"),
    *("Michaela", "Monika", "Nicole", "Olga", "Patrick", "Petra", "Peter", "Philipp", "Ralf"),
    *("Reto", "Robert", "Sabine", "Sandra", "Sarah", "Sebastian", "Silke", "Simon", "Stefan"),
    *("Stefanie", "Susanne", "Sven", "Thomas", "Thorsten", "Tobias", "Urs", "Ursula", "Ute"),
    *("Uwe", "Werner", "Wolfgang", "Yvonne", "Zoë", "Ayşe", "François", "Giulia", "Łukasz"),
)
LAST = (
    *("Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker"),
    *("Schulz", "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder"),
    *("Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange"),
    *("Schmitt", "Werner", "Schmitz", "Krause", "Meier", "Lehmann", "Schmid", "Schulze"),
    *("Maier", "Köhler", "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs"),
    *("Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert", "Vogel"),
    *("Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz"),
    *("Baumann", "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter"),
    *("Kraus", "Martin", "Schumacher", "Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer"),
    *("Groß", "Seidel", "Heinrich", "Brandt", "Haas", "Schreiber", "Graf", "Schulte"),
    *("Dietrich", "Ziegler", "Kuhn", "Kühn", "Pohl", "Engel", "Horn", "Busch", "Bergmann"),
    *("Thomas", "Voigt", "Sauer", "Arnold", "Wolff", "Pfeiffer", "von der Heide", "de Vries"),
    *("Yılmaz", "Öztürk", "Nowak", "Kowalski", "Dvořák", "Rossi", "Dupont", "O'Neill", "Lüscher"),
    *("Ammann", "Bühler", "Zürcher", "Gruber", "Steiner", "Moser", "Pichler", "Leitner"),
)
SHORT = {
    "Alexander": "Alex",
    "Alexandra": "Alex",
    "Christian": "Chris",
    "Elisabeth": "Lisa",
    "Johannes": "Hannes",
    "Katharina": "Kathi",
    "Manuela": "Manu",
    "Mathias": "Matthias",
    "Max": "Maximilian",
    "Michael": "Mike",
    "Philipp": "Phillip",
    "Sarah": "Sara",
    "Sebastian": "Basti",
    "Stefan": "Stephan",
    "Stefanie": "Steffi",
    "Susanne": "Susi",
    "Thomas": "Tom",
    "Thorsten": "Torsten",
    "Tobias": "Tobi",
    "Wolfgang": "Wolf",
}
"""Short forms and other spellings of one name."""
COMPANY_FIRST = (
    *("Alpen", "Nord", "Süd", "Rhein", "Donau", "Main", "Elbe", "Hansa", "Bavaria", "Helvetia"),
    *("Tech", "Data", "Inno", "Opti", "Medi", "Agrar", "Auto", "Bau", "Chemo", "Digi", "Energie"),
    *("Faser", "Glas", "Holz", "Klima", "Licht", "Metall", "Netz", "Öko", "Präzi", "Quanten"),
)
COMPANY_SECOND = (
    *("werk", "haus", "soft", "logistik", "consult", "systeme", "technik", "bau", "service"),
    *("vertrieb", "druck", "media", "pharma", "motion", "form", "plan", "kraft", "handel"),
    *("verlag", "solar", "optik", "chemie", "textil", "möbel", "guss", "lack", "pack", "food"),
)
LEGAL = {
    "DE": (
        ("GmbH", "Gesellschaft mit beschränkter Haftung", "Gmbh", "G.m.b.H.", "mbH"),
        ("AG", "Aktiengesellschaft", "ag", "A.G."),
        ("GmbH & Co. KG", "GmbH & Co KG", "GmbH und Co. KG", "GmbH u. Co. KG", "GmbH&Co.KG"),
        ("UG (haftungsbeschränkt)", "UG haftungsbeschränkt", "UG"),
        ("KG", "Kommanditgesellschaft"),
        ("e.K.", "e. K.", "eK"),
        ("SE", "Societas Europaea"),
    ),
    "AT": (("GmbH", "Ges.m.b.H.", "Gesellschaft m.b.H.", "GesmbH"), ("AG", "Aktiengesellschaft")),
    "CH": (("AG", "SA"), ("GmbH", "Sàrl", "Sagl"), ("AG", "Aktiengesellschaft")),
}
"""Spellings of one legal form, by country; the first is the usual one."""
TOWNS = ("Berlin", "München", "Hamburg", "Wien", "Zürich", "Graz", "Köln", "Stuttgart")
PRIVATE = ("gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.com", "bluewin.ch", "gmx.at")
ROLES = ("info", "kontakt", "office", "einkauf", "vertrieb", "hello", "buchhaltung")
CODES = {"DE": "49", "AT": "43", "CH": "41"}
MOBILE = {
    "DE": ("151", "160", "171", "176"),
    "AT": ("664", "676"),
    "CH": ("76", "78", "79"),
}
LAND = {"DE": ("30", "40", "89", "711"), "AT": ("1", "316"), "CH": ("44", "31", "61")}
