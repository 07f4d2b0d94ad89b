"""How the regions of Kazakhstan are called in tables: the beginnings of their names in Cyrillic and as offices write them in Latin.

Facts, compiled here; other countries' regions are matched by the stems of their names in the reference data alone.
"""

# code -> beginnings of the one word that names the region
ONE_WORD = {
    "KZ-10": ("абай", "abai", "abay"),
    "KZ-11": ("акмол", "ақмол", "akmol", "aqmol"),
    "KZ-15": ("актюб", "актоб", "ақтөб", "ақтоб", "aktob", "aktyub", "aktub", "aqtob", "aqtöb"),
    "KZ-19": ("алмат", "almat"),
    "KZ-23": ("атырау", "atyrau"),
    "KZ-31": ("жамбыл", "джамбул", "zhambyl", "jambyl", "dzhambul"),
    "KZ-33": ("жетісу", "жетысу", "жетису", "zhetisu", "zhetysu", "jetisu", "jetysu"),
    "KZ-35": ("қарағанды", "караганд", "karagand", "qaragand", "qaraghand", "karaghand"),
    "KZ-39": ("қостанай", "костанай", "кустанай", "kostana", "qostana", "kustana"),
    "KZ-43": ("қызылорд", "кызылорд", "кзыл-орд", "kyzylord", "kzylord", "qyzylord", "kyzyl-ord"),
    "KZ-47": ("маңғыстау", "мангистау", "мангыстау", "mangistau", "mangystau", "mangghystau"),
    "KZ-55": ("павлодар", "pavlodar"),
    "KZ-61": ("түркістан", "туркестан", "туркистан", "turkest", "turkist", "türkist"),
    "KZ-62": ("ұлытау", "улытау", "ulytau", "ulitau", "ulutau"),
    "KZ-71": ("астан", "astan", "нур-султан", "нұр-сұлтан", "nur-sultan"),
    "KZ-75": ("алмат", "almat"),
    "KZ-79": ("шымкент", "чимкент", "shymkent", "shimkent", "chimkent"),
}
# code -> beginnings of the side that stands before (or after) “Kazakhstan”
SIDES = {
    "KZ-27": ("запад", "батыс", "west"),
    "KZ-59": ("север", "солтүстік", "north"),
    "KZ-63": ("восто", "шығыс", "east"),
    "KZ-YUZ": ("южн", "юг", "оңтүстік", "south"),
}
COUNTRY_WORDS = ("казахстан", "қазақстан", "kazakhstan", "qazaqstan", "kazakstan")
SHORT = {
    "зко": "KZ-27",
    "бқо": "KZ-27",
    "wko": "KZ-27",
    "wkr": "KZ-27",
    "ско": "KZ-59",
    "сқо": "KZ-59",
    "nko": "KZ-59",
    "nkr": "KZ-59",
    "вко": "KZ-63",
    "шқо": "KZ-63",
    "eko": "KZ-63",
    "ekr": "KZ-63",
    "юко": "KZ-YUZ",
    "оқо": "KZ-YUZ",
}
COUNTRIES = {
    "рк": "KZ",
    "қр": "KZ",
    "rk": "KZ",
    "рф": "RU",
    "российская федерация": "RU",
    "российской федерации": "RU",
    "russian federation": "RU",
    "ресей федерациясы": "RU",
}
