"""The two sample councils: filled through the acts, marked as sample, removable without a trace."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from kenes.attribution.models import Held
from kenes.claims.models import Appeal, Claim, Finding
from kenes.councils.models import Council, Member, SideRegion, User
from kenes.councils.queries import members_per_region
from kenes.deliberation.models import Deliberation, Vote
from kenes.engine.ordinal import agreement
from kenes.issues.models import Issue, Signal
from kenes.library.models import Paper
from kenes.meetings.models import Agenda, Bracket, Meeting, SpeakingTime
from kenes.promotion.models import Commitment, Dispatch, Verdict
from kenes.recommendations.models import Adoption, Recommendation
from kenes.record.models import Entry
from kenes.record.queries import verify
from kenes.sides.models import RoomThread
from kenes.site.sample.figures import Figures
from kenes.situation.models import (
    Confirmation,
    FigureQuestion,
    Indicator,
    Observation,
    Practice,
    ReportPeriod,
    Revision,
    SituationNote,
    SituationReport,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Load the samples once for this module; what removing them leaves behind fails it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        before = rows_by_table()
        call_command("sample", "load", verbosity=0)
        yield
        plan_anew()
        call_command("sample", "remove", verbosity=0)
        after = rows_by_table()
    assert after == before


def plan_anew() -> None:
    """Let PostgreSQL see how large tables have become: this connection checks references as was best when they were empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def rows_by_table() -> dict[str, int]:
    """Count the rows of every table but those of queued work, which the worker empties itself."""
    ours = [model for model in apps.get_models() if model._meta.app_label != "django_tasks_database"]
    return {model._meta.label: model._default_manager.count() for model in ours}


def regional() -> Council:
    return Council.objects.get(slug="regional")


def test_two_hundred_seats_sit_in_twenty_regions_three_of_them_with_gaps(sample: None) -> None:
    seats = members_per_region(regional())
    regional_seats = Member.objects.filter(council=regional(), role="member")
    assert regional_seats.count() >= 200
    assert len(seats) == SideRegion.objects.filter(side__council=regional()).count() == 20
    assert sorted(seats.values())[:3] == [2, 3, 3]
    assert sum(6 <= n <= 20 for n in seats.values()) == 17


def test_nobody_in_the_samples_has_a_name_or_an_address(sample: None) -> None:
    people = User.objects.filter(seats__council__is_sample=True)
    assert not people.exclude(name="").exists()
    assert not people.exclude(email=None).exists()


def test_signals_and_issues_stand_in_three_languages(sample: None) -> None:
    assert Signal.objects.filter(council=regional()).count() >= 40
    issues = Issue.objects.filter(council=regional())
    assert issues.count() == 12
    assert all(issue.title.missing() == [] for issue in issues)


def test_a_deliberation_was_voted_on_by_more_than_150_and_says_that_the_votes_are_simulated(sample: None) -> None:
    closed = Deliberation.objects.get(council=regional(), state="closed")
    voters = Vote.objects.filter(participant__deliberation=closed).values("participant").distinct().count()
    assert voters >= 150
    assert closed.statements.count() == 24
    assert closed.is_simulated
    assert closed.releases.count() == 1


def test_recommendations_stand_at_every_stage(sample: None) -> None:
    states = set(Recommendation.objects.filter(council=regional()).values_list("state", flat=True))
    assert states == {"draft", "voting", "adopted", "rejected"}
    assert set(Adoption.objects.filter(recommendation__council=regional()).values_list("method", flat=True)) == {"secret", "roll_call"}
    assert set(Dispatch.objects.filter(body__council=regional()).values_list("state", flat=True)) == {"sent", "answered"}


def test_one_chain_is_finished_down_to_a_verified_result(sample: None) -> None:
    verdicts = Verdict.objects.filter(commitment__body__council=regional())
    assert sorted(verdicts.values_list("outcome", flat=True)) == ["asked", "done"]
    assert Commitment.objects.filter(body__council=regional()).count() == 2


def test_real_figures_came_in_two_revisions_and_what_was_published_before_is_kept(sample: None) -> None:
    revisions = list(Revision.objects.filter(council=regional()).order_by("number"))
    assert len(revisions) == 2
    seen = Observation.objects.filter(indicator__council=regional(), indicator__code="POP", place="KZ-63", period="2023")
    assert list(seen.order_by("revision__number").values_list("value", "ended_by")) == [(730172, revisions[1].pk), (730236, None)]
    figures = Figures()
    for indicator in Indicator.objects.filter(council=regional()):
        current = Observation.objects.filter(indicator=indicator, ended_by=None).values_list("place", "period", "value", "status")
        facts = figures.facts(indicator.code)
        assert {row[:2]: row[2:] for row in current} == {key: (fact.value, fact.status) for key, fact in facts.items()}
        assert [getattr(indicator, name).missing() for name in ("name", "unit", "producer", "method")] == [[]] * 4


def test_members_were_asked_about_unusual_figures_and_answered_with_notes_and_a_signal(sample: None) -> None:
    questions = FigureQuestion.objects.filter(council=regional())
    assert set(questions.values_list("state", flat=True)) == {"open", "answered"}
    notes = SituationNote.objects.filter(council=regional())
    assert (notes.filter(question=None).count(), notes.exclude(question=None).count()) == (7, 2)
    assert not questions.filter(indicator__code="LIFE_EXP").exists()  # in 2022 it rose everywhere alike
    assert Signal.objects.filter(council=regional(), question__isnull=False, indicator__code="HOSPITALS").count() == 1


def test_two_periods_were_reported_on_and_a_third_is_open(sample: None) -> None:
    states = list(ReportPeriod.objects.filter(council=regional()).order_by("period").values_list("state", "is_public"))
    assert states == [("closed", True), ("closed", True), ("open", False)]
    reports = SituationReport.objects.filter(report_period__council=regional())
    assert len([report for report in reports if str(report.change)]) == 27
    assert reports.filter(has_basis=False).exists()


def test_ratings_agree_in_some_regions_differ_in_others_and_are_withheld_where_few_rated(sample: None) -> None:
    last = ReportPeriod.objects.filter(council=regional(), state="closed").latest("period")
    rows = [row for row in last.release.data["domains"]["economy"]["ratings"] if row["kind"] == "region"]
    assert any(row["state"] != "exact" for row in rows)
    agreed = {row["id"]: agreement(row["counts"]) for row in rows if row["state"] == "exact"}
    assert max(agreed.values()) > 0.5 > min(agreed.values())


def test_practices_are_confirmed_doubted_or_stand_alone(sample: None) -> None:
    practices = Practice.objects.filter(council=regional())
    assert practices.count() == 11
    assert set(Confirmation.objects.filter(practice__in=practices).values_list("word", flat=True)) == {"works", "partly", "not"}
    assert practices.filter(confirmations=None).exists()
    assert not practices.filter(issues=None).exists()


def test_both_records_verify_and_every_entry_is_marked_as_sample(sample: None) -> None:
    for council in Council.objects.filter(is_sample=True):
        assert verify(council.public_id) is None
        assert not Entry.objects.filter(log__origin=council.public_id).exclude(body__contains='"sample":true').exists()


def test_both_sides_of_the_second_council_reached_their_quorum(sample: None) -> None:
    adoption = Adoption.objects.get(recommendation__council__slug="bilateral")
    assert adoption.state == "adopted"
    assert [side["voted"] >= side["needed"] for side in adoption.tally["sides"]] == [True, True]


def bilateral() -> Council:
    return Council.objects.get(slug="bilateral")


def test_an_agenda_of_both_sides_holds_every_way_onto_it_and_is_confirmed(sample: None) -> None:
    agenda = Agenda.objects.get(council=bilateral(), state="confirmed")
    topics = agenda.topics.all()
    assert topics.count() == 14
    assert set(topics.values_list("side__order", flat=True)) == {0, 1}
    assert topics.filter(state="joined", joined_into__isnull=False).count() == 1
    assert {"mandatory", "own_support", "by_hand"} <= set(agenda.items.values_list("stage", flat=True))
    assert not agenda.items.filter(starts_at=None).exists()
    assert topics.filter(state="proposed", items=None).exists()  # left out, each with its shortfall
    assert agenda.changes.get().reason
    assert agenda.approvals == "confidential"


def test_the_meeting_was_held_and_both_sides_agreed_to_its_minutes_over_a_bracket(sample: None) -> None:
    meeting = Meeting.objects.get(council=bilateral(), state="held")
    assert {row["kind"] for row in meeting.attended} >= {"side", "region"}
    spoken = SpeakingTime.objects.filter(item__agenda__meeting=meeting)
    assert set(spoken.values_list("side__order", flat=True)) == {0, 1}
    assert set(meeting.questions.values_list("state", flat=True)) == {"answered", "assigned", "declined"}
    assert meeting.minutes.state == "agreed"
    assert Bracket.objects.get(paragraph__minutes__meeting=meeting).state == "resolved"
    assert all(paragraph.text.missing() == [] for paragraph in meeting.minutes.paragraphs.all())
    assert sorted(meeting.tasks.values_list("type", "state")) == [("decision", "open"), ("task", "done")]


def test_topics_of_a_coming_meeting_are_being_approved_and_what_was_written_waits_without_names(sample: None) -> None:
    coming = Meeting.objects.get(council=bilateral(), state="planned")
    assert (coming.attribution, coming.agenda.state) == ("chatham", "approving")
    assert coming.agenda.voters.filter(has_answered=False).exists()
    assert Held.objects.filter(subject=coming.ref).count() == 3
    assert not coming.questions.exists()


def test_claims_stand_at_every_step_of_their_review(sample: None) -> None:
    claims = Claim.objects.filter(council=bilateral())
    assert set(claims.values_list("state", flat=True)) == {"registered", "joined", "reviewing", "published"}
    assert claims.exclude(imported_from="").count() == 1
    first = claims.get(number=1)
    assert first.wording.original == "kk"
    assert set(first.appearances.values_list("language", flat=True)) == {"kk", "ru"}
    found = Finding.objects.filter(claim__in=claims)
    standing = set(found.filter(state="published").values_list("claim__type", "category"))
    assert standing == {("factual", "misleading"), ("factual", "differ"), ("stereotype", "explained")}
    assert list(first.findings.order_by("number").values_list("state", flat=True)) == ["replaced", "published"]  # corrected
    assert Appeal.objects.get(finding__claim=first).state == "refused"
    assert found.get(category="differ").side_texts.count() == 2
    assert all(one.sentence.missing() == [] for one in found)


def test_a_stereotype_is_answered_with_the_figures_that_its_words_name(sample: None) -> None:
    finding = Finding.objects.get(claim__council=bilateral(), category="explained")
    figures = {figure.place: float(figure.value) for figure in finding.figures.all()}
    regions = [value for place, value in figures.items() if place not in ("KZ", "KZ-71")]
    assert f"{min(regions)}–{max(regions)}\u00a0%" in str(finding.sentence.render("en").text)
    assert f"({figures['KZ']}\u00a0%)" in str(finding.sentence.render("en").text)


def test_papers_of_both_sides_are_used_and_one_has_two_versions(sample: None) -> None:
    papers = Paper.objects.filter(council=bilateral())
    assert papers.count() == 7
    assert set(papers.values_list("sides__order", flat=True)) == {0, 1}
    assert sorted(paper.versions.count() for paper in papers)[-2:] == [1, 2]
    used = {use.used_in.split("/")[0] for paper in papers for use in paper.uses.all()}
    assert used == {"issue", "recommendation", "topic", "finding"}
    assert all(paper.title.missing() == [] for paper in papers)


def test_each_side_talks_in_its_own_room(sample: None) -> None:
    threads = RoomThread.objects.filter(side__council=bilateral()).values_list("side__order", flat=True)
    assert sorted(threads) == [0, 0, 1, 1]


def test_the_same_sample_is_not_loaded_twice(sample: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sample", "load")
    assert "there already" in capsys.readouterr().out
    assert Council.objects.filter(is_sample=True).count() == 2


def test_codes_open_each_sample_role_once(sample: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sample", "codes")
    printed = capsys.readouterr().out.strip().splitlines()
    assert len(printed) == 5 + 3 + 3
    assert len({line.split()[0] for line in printed}) == len(printed)
