"""The table of attribution says what each reader sees; pages print it before anybody writes."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kenes.attribution.models import Attribution
from kenes.attribution.table import READERS, ROWS, Field, Occasion, Reader, Shown, groups, reader_of, shown, sight_of
from kenes.attribution.table_words import rule_in_words
from kenes.councils.models import Council, Member
from tests import factories

RULES = [(occasion, rule) for occasion in Occasion for rule in Attribution]
WHO = (Field.NAME, Field.SIDE, Field.REGION, Field.PROFESSION)


@pytest.mark.parametrize(("occasion", "rule"), RULES)
def test_every_rule_says_of_every_field_what_every_reader_sees(occasion: Occasion, rule: Attribution) -> None:
    rows = ROWS[occasion, rule]
    assert {len(row) for row in rows.values()} == {len(READERS)}
    assert all(Shown(letter) for row in rows.values() for letter in row)
    assert {Field.TEXT, *WHO, Field.LANGUAGE, Field.TIME, Field.ATTENDANCE, Field.HISTORY} <= rows.keys()
    assert all(shown(occasion, rule, Reader.OWN_SIDE, field) == shown(occasion, rule, Reader.OTHER_SIDE, field) for field in Field)
    assert sorted(reader for group in groups(occasion, rule) for reader in group) == sorted(READERS)
    assert [len(row.cells) for row in rule_in_words(occasion, rule, 5).rows] == [len(groups(occasion, rule))] * len(rows)


@pytest.mark.parametrize("occasion", Occasion)
def test_under_the_chatham_house_rule_nobody_sees_who_and_all_see_the_day_alone(occasion: Occasion) -> None:
    for reader in READERS:
        how = {field: shown(occasion, Attribution.CHATHAM, reader, field) for field in Field}
        assert {how[field] for field in WHO} <= {Shown.NONE, Shown.OWN}
        assert how[Field.TIME] in (Shown.DAY, Shown.NONE)
        assert how[Field.LANGUAGE] == (Shown.BEFORE if reader == Reader.STAFF else Shown.NONE)
        assert how[Field.ATTENDANCE] != Shown.FULL
        assert how[Field.ONLINE] in (Shown.NONE, Shown.OF_SIDE)


@pytest.mark.parametrize("occasion", Occasion)
def test_of_what_is_closed_others_see_nothing_and_the_record_holds_no_words(occasion: Occasion) -> None:
    for reader in (Reader.OUTSIDE, Reader.VISITOR):
        assert {shown(occasion, Attribution.CLOSED, reader, field) for field in Field} == {Shown.NONE}
    assert shown(occasion, Attribution.CLOSED, Reader.RECORD, Field.TEXT) == Shown.HASH


@pytest.mark.django_db
def test_readers_are_told_apart_by_what_is_theirs_and_by_their_role() -> None:
    council = factories.council(countries=("KZ", "RU"))
    author, fellow, foreign = (factories.member(council, side=side) for side in (0, 0, 1))
    secretary = factories.member(council, side=1, role=Member.Role.SECRETARY)
    found = [reader_of(reader, author=author) for reader in (author, fellow, foreign, secretary, None)]
    assert found == [Reader.AUTHOR, Reader.OWN_SIDE, Reader.OTHER_SIDE, Reader.STAFF, Reader.VISITOR]
    assert reader_of(foreign, author=author, takes_part=False) == Reader.OUTSIDE
    assert sight_of("meeting", "open", reader=foreign, author=author).shows(Field.NAME)
    assert not sight_of("meeting", "chatham", reader=author, author=author).shows(Field.NAME)
    assert sight_of("deliberation", "open", reader=None).shows(Field.TEXT, over=True)
    assert not sight_of("deliberation", "open", reader=None).shows(Field.TEXT)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_rules_prints_the_whole_table(council: Council, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    page = client.get(reverse("attribution-rules", args=[council.slug])).content.decode()
    assert page.count("<table") == len(RULES)
    assert all(f'id="{occasion}-{rule}"' in page for occasion, rule in RULES)


def test_the_table_in_the_documents_is_the_one_in_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "attribution.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("| ") and re.search(r"`[FO]\S{6}`", line)]
    printed = [[cell.strip().strip("`") for cell in line.split("|")[2:-1]] for line in lines]
    assert printed == [[ROWS[rule].get(field, "") for rule in RULES] for field in Field]
