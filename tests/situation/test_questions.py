"""Questions about unusual figures: who is asked about what, when they end, and what answers them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from kenes.base import clock
from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.councils.models import Council, Member, Region
from kenes.issues.acts import report_signal
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.situation import tasks
from kenes.situation.acts.questions import ANSWER_WITHIN, ask_about, publish_note, write_note
from kenes.situation.boards import Row
from kenes.situation.errors import NoSuchFigure, NotYourRegion, QuestionDropped
from kenes.situation.models import FigureQuestion, Indicator, Observation, Revision, SituationNote
from kenes.situation.queries.questions import by_indicator, in_words, notes_of, open_questions, questions_of
from tests import factories
from tests.factories import text
from tests.situation import figures
from tests.situation.question_scenes import level, note

HOME = "KZ-55"


def imported(council: Council, rows: Iterable[Row], code: str = "UNEMP", **told: Any) -> tuple[Indicator, list[FigureQuestion]]:
    indicator = figures.indicator(council, code, rows, **told)
    return indicator, ask_about(revision=indicator.board.revision)


@pytest.fixture
def local(council: Council) -> Member:
    return factories.member(council, region=HOME)


def test_a_jump_is_put_to_the_members_of_its_region(council: Council, local: Member) -> None:
    elsewhere = factories.member(council, region="KZ-10")
    factories.member(council, region=HOME, role=Member.Role.OBSERVER)

    indicator, asked = imported(council, [*level(HOME, 1.2), *level("KZ-10"), *level("KZ-11", 3.0)], name="Unemployment")

    question = FigureQuestion.objects.get()  # of KZ-11 nobody could tell
    assert asked == [question]
    assert (question.region.code, question.period, question.before) == (HOME, "2023", "2022")
    assert list(questions_of(local)) == [question]
    assert not questions_of(elsewhere)
    assert Notice.objects.get(kind="question.asked").to_id == local.user_id
    assert Entry.objects.filter(type="question.asked", object=indicator.board.revision.ref).count() == 1
    words = in_words(question)
    assert words.headline == "Unemployment, Pavlodar, 2023: +1.3 percentage points"
    assert words.usual == ("Compared with 2022 it changed by +1.3 percentage points. In earlier years it usually changed by −0.1 to +0.3.")


@pytest.mark.parametrize(
    "rows",
    [
        level(HOME),
        level(HOME, 1.2, statuses="2023"),  # the producer says that it counts otherwise since
        level(HOME, 1.2, statuses="2020"),  # three comparable changes are not enough
        level(HOME, 1.2)[6:],
        [*level(HOME, until=2021), Row(HOME, "2023", 9.0)],  # no value a year before
    ],
    ids=["calm", "break", "short", "young", "gap"],
)
def test_what_cannot_be_called_unusual_is_not_asked(council: Council, local: Member, rows: list[Row]) -> None:
    assert imported(council, rows)[1] == []


def test_of_a_split_region_only_what_came_after_counts(council: Council) -> None:
    """KZ-63 gave away Abai in June 2022: 2022 is no collapse, and nothing is asked about it."""
    factories.member(council, region="KZ-63")
    rows = [*(Row("KZ-63", str(year), 1400.0 + year % 3) for year in range(2010, 2022)), Row("KZ-63", "2022", 733.0)]
    assert imported(council, rows, measure="count")[1] == []


def test_at_most_three_questions_go_to_a_region_the_furthest_first(council: Council, local: Member) -> None:
    made = [figures.indicator(council, f"I{number}", level(HOME, jump)) for number, jump in enumerate((1.0, 4.0, 2.0, 3.0))]
    together = made[0].board.revision
    Observation.objects.update(revision=together)

    ask_about(revision=together)

    assert set(FigureQuestion.objects.values_list("indicator__code", flat=True)) == {"I1", "I2", "I3"}


ELSEWHERE = ("KZ-10", "KZ-11", "KZ-15", "KZ-23", "KZ-27")


def rebound(own: float, others: float, **told: Any) -> dict[str, Any]:
    """Calm years, then a jump of all regions together."""
    return {"rows": [*level(HOME, own), *(row for code in ELSEWHERE for row in level(code, others))], **told}


@pytest.mark.parametrize(
    ("figures_told", "is_asked"),
    [
        (rebound(1.2, 1.2), False),
        (rebound(1.3, 1.2), False),  # apart from the others by less than is usual here
        (rebound(3.0, 1.2), True),
        (rebound(1.2, 0.0), True),
        (rebound(0.0, 1.2), False),  # what changed as always is no question, though all others moved
        (rebound(1.2, 1.2, measure="count"), True),  # counts hang on how many live there: their median is no shift
    ],
    ids=["with all", "nearly with all", "beyond all", "alone", "staying behind", "counts"],
)
def test_what_the_whole_country_shares_is_not_asked_of_each_region(
    council: Council, local: Member, figures_told: dict[str, Any], is_asked: bool
) -> None:
    assert bool(imported(council, **figures_told)[1]) is is_asked


def test_a_question_ends_when_a_revision_shows_that_all_regions_moved(council: Council, local: Member) -> None:
    indicator, (question,) = imported(council, **rebound(1.2, 0.0))

    ask_about(revision=figures.revise(indicator, rebound(1.2, 1.2)["rows"]))

    question.refresh_from_db()
    assert question.state == "dropped"


def test_a_question_whose_figure_is_revised_away_is_dropped_and_asked_again_when_it_returns(council: Council, local: Member) -> None:
    indicator, _asked = imported(council, level(HOME, 1.2))

    assert ask_about(revision=figures.revise(indicator, level(HOME))) == []
    question = FigureQuestion.objects.get()
    assert question.state == "dropped"
    assert Notice.objects.get(kind="question.dropped").to_id == local.user_id
    with pytest.raises(QuestionDropped):
        note(local, question)

    assert ask_about(revision=figures.revise(indicator, level(HOME, 1.4))) == [question]
    question.refresh_from_db()
    assert (question.state, round(question.change, 1)) == ("open", 1.5)
    assert ask_about(revision=figures.revise(indicator, level(HOME, 1.6))) == []  # asked already: its numbers follow
    question.refresh_from_db()
    assert (question.state, round(question.change, 1)) == ("open", 1.7)


def test_a_question_ends_with_the_values_that_an_undone_import_takes_away(council: Council, local: Member) -> None:
    indicator, _asked = imported(council, level(HOME, 1.2))
    undoing = Revision.objects.create(council=council, number=99, at=clock.now(), undoes=indicator.board.revision)
    Observation.objects.filter(indicator=indicator).update(ended_by=undoing)
    indicator.board.delete()

    assert ask_about(revision=undoing) == []
    assert FigureQuestion.objects.get().state == "dropped"


def test_what_nobody_answers_is_no_longer_asked_and_not_asked_again(council: Council, local: Member) -> None:
    indicator, (question,) = imported(council, level(HOME, 1.2))
    with clock.at(clock.now() + ANSWER_WITHIN + timedelta(minutes=1)):
        assert not open_questions(council)
        tasks.tick()
        tasks.tick()
        question.refresh_from_db()
        assert question.state == "dropped"
        assert ask_about(revision=figures.revise(indicator, level("KZ-10"))) == []
    assert Entry.objects.filter(type="question.dropped").count() == 1


def test_a_note_answers_the_question_and_stands_beside_the_figure(council: Council, local: Member, secretary: Member) -> None:
    _indicator, (question,) = imported(council, level(HOME, 1.2))

    written = note(local, question)
    assert note(local, question) == written  # sent twice
    second = note(factories.member(council, region=HOME), question)

    question.refresh_from_db()
    assert question.state == "answered"
    assert Entry.objects.filter(type="question.answered").count() == 1
    entry = Entry.objects.filter(type="note.written").order_by("seq")[0]
    assert "mine" not in entry.body
    assert HOME not in entry.body
    seen = notes_of(council, secretary, region=HOME)
    assert [one.note for one in seen] == [second, written]
    assert seen[1].seat == f"Member {local.number:03d} · Pavlodar · teacher"
    assert by_indicator(seen)[question.indicator_id] == seen
    assert notes_of(council, None) == []
    publish_note(by=secretary, note=written)
    (public,) = notes_of(council, None, indicator=question.indicator)
    assert (public.note, public.seat) == (written, "")
    assert Notice.objects.get(kind="note.published").to_id == local.user_id


def test_a_note_needs_no_question(council: Council, local: Member) -> None:
    indicator, _asked = imported(council, level(HOME))
    written = write_note(
        by=local,
        indicator=indicator,
        region=Region.objects.get(code=HOME),
        period="2019",
        text=text("It counts people who left"),
        confidence="low",
        client_key="note-key-2",
    )
    assert (written.question, written.period) == (None, "2019")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"period": "2031"}, NoSuchFigure),
        ({"period": "2022"}, NoSuchFigure),  # the question is about another one
        ({"confidence": "sure"}, Invalid),
        ({"text": text("")}, Invalid),
        ({"client_key": "x"}, KenesError),
    ],
)
def test_a_note_that_fits_no_figure_is_refused(council: Council, local: Member, changed: dict[str, Any], refusal: type[KenesError]) -> None:
    _indicator, (question,) = imported(council, level(HOME, 1.2))
    with pytest.raises(refusal):
        note(local, question, **changed)
    assert not SituationNote.objects.exists()


def test_only_members_of_the_region_write_and_only_moderators_publish(council: Council, local: Member) -> None:
    _indicator, (question,) = imported(council, level(HOME, 1.2))
    written = note(local, question)
    with pytest.raises(NotYourRegion):
        note(factories.member(council, region="KZ-10"), question)
    for by in (factories.member(council, region=HOME, role=Member.Role.OBSERVER), factories.member(factories.council(), region=HOME)):
        with pytest.raises(NotAllowed):
            note(by, question)
    for by in (local, factories.member(factories.council(), role=Member.Role.CHAIR)):
        with pytest.raises(NotAllowed):
            publish_note(by=by, note=written)


def signal(by: Member, **more: Any) -> Any:
    return report_signal(by=by, region=Region.objects.get(code=HOME), what=text("The mine closed"), client_key="signal-key-1", **more)


def test_a_signal_answers_a_question_and_keeps_its_figure(council: Council, local: Member) -> None:
    indicator, (question,) = imported(council, level(HOME, 1.2))

    made = signal(local, question=question)

    question.refresh_from_db()
    assert question.state == "answered"
    assert (made.question, made.indicator, made.figure_period) == (question, indicator, "2023")


def test_a_signal_from_elsewhere_does_not_end_the_question_to_the_region(council: Council, local: Member) -> None:
    _indicator, (question,) = imported(council, level(HOME, 1.2))

    made = signal(factories.member(council, region="KZ-10"), question=question)

    assert made.question == question
    assert list(questions_of(local)) == [question]


def test_a_signal_written_offline_is_taken_though_its_question_was_dropped(council: Council, local: Member) -> None:
    indicator, (question,) = imported(council, level(HOME, 1.2))
    ask_about(revision=figures.revise(indicator, level(HOME)))

    assert signal(local, question=question).question == question
    question.refresh_from_db()
    assert question.state == "dropped"


def test_a_signal_speaks_of_figures_of_its_own_council_and_region_only(council: Council, local: Member) -> None:
    other = factories.council()
    factories.member(other, region=HOME)
    foreign, (asked,) = imported(other, level(HOME, 1.2))
    own = figures.indicator(council, "OWN", level(HOME))

    for about in ({"question": asked}, {"indicator": foreign, "figure_period": "2023"}, {"indicator": own, "figure_period": "2031"}):
        with pytest.raises((NotYourRegion, NoSuchFigure)):
            signal(local, **about)
    assert signal(local, indicator=own, figure_period="2020").figure_period == "2020"
