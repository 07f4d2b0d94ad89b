"""Names of regions as offices write them."""

import pytest

from kenes.councils.models import Region
from kenes.situation.importing.names import Gazetteer, Kind, in_context
from kenes.situation.importing.world import atlas_of
from tests import factories

CASES = {
    "KZ-61": [
        "Туркестанская*",
        "Туркестанская ",
        "Turkestanskaya 3)",
        "Туркестанская 1",
        "Түркістан облысы",
        "Turkistan region",
        "Туркестанской области",
    ],
    "KZ-79": ["г.Шымкент", "г. Шымкент", "Shimkent city 3)", "Шымкент қаласы", "Шымкент"],
    "KZ-71": ["г. Астана", "Astana city", "город Нур-Султан", "Астана қаласында"],
    "KZ-10": ["область Абай", "Абай", "Abai", "Абайская область", "Абай облысының", "Абай……………………………"],
    "KZ-19": ["Алматинская", "Алматинской области", "Алматы облысында", "Almatinskaya", "Almaty Region"],
    "KZ-75": ["г. Алматы", "Алматы қаласы", "Алматы қ.", "Almaty city", "город Алматы"],
    "KZ-11": ["Akmolinskaya", "Акмолинской", "Ақмола облысы"],
    "KZ-15": ["Aktubinskaya", "Актюбинская", "Ақтөбе", "Aktobe"],
    "KZ-39": ["Kostanaiskaya", "Костанайская обл.", "Қостанай облысынан"],
    "KZ-YUZ": ["Южно-Казахстанская", "South Kazakhstan", "Южно-Казахстанской области", "Оңтүстік Қазақстан облысы"],
    "KZ-63": ["Восточный Казахстан", "Шығыс Қазақстан", "East Kazakhstan", "ВКО", "kz-63", "630000000"],
    "KZ-33": ["Zhetisu ", "Жетісу", "область Жетысу"],
    "KZ": ["Республика Казахстан ", "Қазақстан Республикасы", "Republic of Kazakhstan", "Казахстан", "РК"],
    "RU": ["Российская Федерация", "Россия"],
    "RU-ALT": ["Алтайский край", "Алтайского края"],
    "RU-AL": ["Республика Алтай"],
    "RU-MOS": ["Московская область"],
    "RU-MOW": ["г. Москва"],
    "RU-YAN": ["Ямало-Ненецкий автономный округ"],
}
PARTS = [
    "Абай ауданы",
    "Семей қ.ә.",
    "Семей қаласы",
    "г. Павлодар",
    "Акмолинский район",
    "Ақмол а.",
    "Шаған к.",
    "Түркістан қ.ә.",
    "Жамбыл ауданы",
]
NOTHING = [
    "Всего",
    "в том числе",
    "Городское население",
    "Мужчины",
    "Семей",
    "",
    "1) Данные за 2000-2016гг. по Южно-Казахстанской области.",
]


@pytest.fixture
def gazetteer(db: None) -> Gazetteer:
    return atlas_of(factories.council(countries=("KZ", "RU"))).gazetteer


def test_names_are_found_in_any_case_form_and_with_marks(gazetteer: Gazetteer) -> None:
    wrong = [(name, code, gazetteer.match(name)) for code, names in CASES.items() for name in names if gazetteer.match(name).code != code]
    assert wrong == []


def test_a_part_of_a_region_is_no_region_whatever_it_is_called(gazetteer: Gazetteer) -> None:
    assert [name for name in PARTS if gazetteer.match(name).kind != Kind.PART] == []
    assert [name for name in NOTHING if gazetteer.match(name).kind != Kind.UNKNOWN] == []


def test_every_region_is_found_by_its_own_names(gazetteer: Gazetteer) -> None:
    unsure = {"Алматы", "Almaty"}
    for region in Region.objects.all():
        for text in (region.name, region.short):
            for entry in text.texts.values():
                name = str(entry["text"])
                if name not in unsure:
                    assert gazetteer.match(name).code == region.code, name


def test_almaty_alone_is_decided_by_what_stands_beside_it(gazetteer: Gazetteer) -> None:
    def settled(*names: str) -> str:
        return in_context({name: gazetteer.match(name) for name in names})["Алматы"].code

    assert settled("Алматы", "Алматы қаласы") == "KZ-19"
    assert settled("Алматы", "Алматинская") == "KZ-75"
    assert settled("Алматы", "Ақмола") == ""
