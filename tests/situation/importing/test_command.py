"""`kenes situation import`: the preview as a table, exit code 1 while something is open."""

import io
from pathlib import Path

from django.core.management import CommandError, call_command

from kenes.councils.models import Council, Member
from kenes.situation.models import ImportDraft, Revision
from tests.situation.figures import SHARED
from tests.situation.importing.scenes import ABOUT, needs_regions, tidy, values

ABOUT_OPTIONS = [f"--set={name}={text}" for name, text in ABOUT.items() if name != "language"]


def run(council: Council, file: Path, *options: str) -> tuple[str, str]:
    out = io.StringIO()
    try:
        call_command("situation", "import", str(file), "--council", council.slug, *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error) if error.returncode == 1 else "another exit code"
    return out.getvalue(), ""


def test_a_file_is_shown_then_imported_once_nothing_is_open(council: Council, secretary: Member, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes(
        tidy([{"region_code": "KZ-63", "period": "2022", "value": "72,4"}, {"region_code": "KZ-10", "period": "2010", "value": 70}])
    )

    shown, refused = run(council, file)
    assert "[territory:KZ-10] row 3, value: KZ-10 did not exist in the time of 1 value (2010)." in shown
    assert "--accept territory:KZ-10=origin: Keep them under KZ-63" in shown
    assert "! --set producer=…: This is needed." in shown
    assert refused
    assert run(council, file, "--commit")[1]
    assert not Revision.objects.exists()

    shown, refused = run(council, file, "--accept", "territory", *ABOUT_OPTIONS)
    assert (refused, "2 new, 0 changed, 0 removed" in shown, "LIFE_EXP   KZ-63  2022" in shown) == ("", True, True)
    assert not Revision.objects.exists()
    shown, refused = run(council, file, "--accept", "territory:KZ-10=origin", *ABOUT_OPTIONS, "--commit")
    assert "Imported as revision 1: 2 new, 0 changed, 0 removed." in shown
    assert values(council) == {("KZ-63", "2022"): 72.4, ("KZ-63", "2010"): 70.0}
    assert not ImportDraft.objects.exists()
    assert "already" in run(council, file, "--accept", "territory=origin", "--commit")[1]


@needs_regions
def test_a_workbook_is_imported_table_by_table(council: Council, secretary: Member) -> None:
    file = SHARED / "raw" / "bns-life-expectancy.xlsx"
    shown, refused = run(council, file)
    assert "2.29a" in shown
    assert "Choose one" in shown
    options = ["--table", "Мужчины", "--indicator", "LIFE_EXP", "--accept", "footnote-region", "--accept", "territory", *ABOUT_OPTIONS]
    shown, refused = run(council, file, *options, "--commit")
    assert refused == ""
    assert values(council)[("KZ-63", "2022")] == 67.25
    assert values(council)[("KZ-YUZ", "1999")] == 63.4


def test_names_and_unusable_options(council: Council, secretary: Member, tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(";2021;2022\nАбай;-;1\nАкмолинская;1;2\nАтырауская;1;2\nЗаоблачная;3;4\n")
    shown, refused = run(council, file, "--indicator", "LIFE_EXP", *ABOUT_OPTIONS)
    assert "? Заоблачная (cell A5)" in shown
    assert refused
    shown, refused = run(council, file, "--indicator", "LIFE_EXP", "--name", "Заоблачная=-", *ABOUT_OPTIONS)
    assert (refused, "5 new" in shown) == ("", True)
    assert "knows no colour" in run(council, file, "--set", "colour=red")[1]
    assert "no council" in run(Council(slug="nowhere"), file)[1]
    assert run(council, tmp_path / "absent.csv")[1]
