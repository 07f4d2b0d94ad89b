"""Composing a brief and sending it: what is fixed, what is refused, what the record keeps."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed, NotFound
from kenes.base.ids import token_hash
from kenes.base.models import Job
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.promotion import acts, tasks
from kenes.promotion.errors import AlreadyDispatched, DueTooEarly, LinkUnknown, NotAdopted, NothingChosen
from kenes.promotion.links import dispatch_of
from kenes.promotion.models import Brief, Dispatch
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests import factories
from tests.factories import text
from tests.promotion import world


def test_a_brief_keeps_the_order_of_its_recommendations(secretary: Member) -> None:
    first, second = (world.recommendation(secretary.council) for _ in range(2))

    brief = world.brief(secretary, [second, first])

    assert list(brief.recommendations.order_by("brief_items__order")) == [second, first]
    assert brief.number == 1
    assert Entry.objects.get(type="brief.composed").object == brief.ref


def test_a_brief_carries_only_adopted_recommendations(secretary: Member) -> None:
    draft = world.recommendation(secretary.council, state=Recommendation.State.DRAFT)

    with pytest.raises(NotAdopted):
        world.brief(secretary, [draft])
    with pytest.raises(NothingChosen):
        world.brief(secretary, [])
    assert not Brief.objects.exists()


def test_a_recommendation_of_another_council_is_not_found(secretary: Member) -> None:
    foreign = world.recommendation(factories.council())

    with pytest.raises(NotFound):
        world.brief(secretary, [foreign])


def test_members_compose_and_send_nothing(member: Member, secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    brief, body = world.brief(secretary, [made]), world.body(secretary)

    with pytest.raises(NotAllowed):
        world.brief(member, [made])
    with pytest.raises(NotAllowed):
        world.body(member)
    with pytest.raises(NotAllowed):
        acts.dispatch_brief(by=member, brief=brief, body=body, registration="1")


def test_a_dispatch_fixes_number_dates_and_content(secretary: Member) -> None:
    made = world.recommendation(secretary.council)

    with clock.at(world.MONDAY):
        dispatch, token = world.dispatched(secretary, [made])

    assert (dispatch.registration, dispatch.due_on, dispatch.working_days) == ("2026/204", date(2026, 2, 23), 15)
    assert dispatch.link_hash == token_hash(token)
    assert token not in str(dispatch.__dict__)
    assert sorted(dispatch.content) == ["en", "kk", "ru"]
    assert dispatch.content["en"]["sending"]["registration"] == "2026/204"
    entry = Entry.objects.get(type="dispatch.sent")
    assert "2026-02-23" in entry.body
    assert token not in entry.body
    assert verify(secretary.council.public_id) is None


def test_later_changes_of_the_calendar_or_the_text_move_nothing(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    with clock.at(world.MONDAY):
        dispatch, _ = world.dispatched(secretary, [made])

    acts.set_day(by=secretary, side=secretary.side, day=date(2026, 2, 10), works=False, note="Order 1")
    made.title = text("Another title")
    made.save()

    dispatch.refresh_from_db()
    assert dispatch.due_on == date(2026, 2, 23)
    assert dispatch.content["en"]["recommendations"][0]["title"]["text"] == "Publish arrival times 1"


def test_the_secretariat_may_name_the_due_date_itself(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    brief, body = world.brief(secretary, [made]), world.body(secretary)

    with clock.at(world.MONDAY):
        with pytest.raises(DueTooEarly):
            acts.dispatch_brief(by=secretary, brief=brief, body=body, registration="1", due_on=date(2026, 2, 2))
        dispatch, _ = acts.dispatch_brief(by=secretary, brief=brief, body=body, registration="1", due_on=date(2026, 2, 6))

    assert dispatch.working_days == 4


def test_a_brief_goes_to_a_body_once(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    brief, body = world.brief(secretary, [made]), world.body(secretary)
    acts.dispatch_brief(by=secretary, brief=brief, body=body, registration="1")
    entries = Entry.objects.count()

    with pytest.raises(AlreadyDispatched):
        acts.dispatch_brief(by=secretary, brief=brief, body=body, registration="2")

    assert Dispatch.objects.count() == 1
    assert Entry.objects.count() == entries
    acts.dispatch_brief(by=secretary, brief=brief, body=world.body(secretary, "Another body"), registration="2")


def test_what_was_withdrawn_meanwhile_is_not_sent(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    brief, body = world.brief(secretary, [made]), world.body(secretary)
    Recommendation.objects.filter(pk=made.pk).update(state=Recommendation.State.WITHDRAWN, reason="outdated")

    with pytest.raises(NotAdopted):
        acts.dispatch_brief(by=secretary, brief=brief, body=body, registration="1")


def test_a_dispatch_needs_its_registration_number(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    with pytest.raises(Invalid) as refusal:
        world.dispatched(secretary, [made], registration="")
    assert refusal.value.field == "registration"


def test_each_institute_sends_to_the_bodies_of_its_own_side(db: None) -> None:
    council = factories.council(countries=("KZ", "RU"))
    here = factories.member(council, role=Member.Role.SECRETARY)
    there = factories.member(council, role=Member.Role.SECRETARY, side=1)
    brief, body = world.brief(here, [world.recommendation(council)]), world.body(there)

    with pytest.raises(NotAllowed):
        acts.dispatch_brief(by=here, brief=brief, body=body, registration="1")
    with pytest.raises(NotAllowed):
        acts.register_body(by=here, side=there.side, name=text("A ministry abroad"))


def test_those_whose_signals_started_it_are_told(council: Council, member: Member, secretary: Member) -> None:
    made = world.recommendation(council, issues=[world.issue(council, [member])])

    dispatch, _ = world.dispatched(secretary, [made])

    assert list(Notice.objects.filter(kind="dispatch.sent").values_list("to", "object")) == [(member.user_id, dispatch.ref)]


def test_a_renewed_link_kills_the_old_one(secretary: Member, member: Member) -> None:
    dispatch, old = world.dispatched(secretary, [world.recommendation(secretary.council)])

    with pytest.raises(NotAllowed):
        acts.renew_link(by=member, dispatch=dispatch)
    new = acts.renew_link(by=secretary, dispatch=dispatch)

    assert dispatch_of(new) == dispatch
    with pytest.raises(LinkUnknown):
        dispatch_of(old)
    assert Entry.objects.filter(type="dispatch.link_renewed").count() == 1


def test_a_link_dies_after_a_year(secretary: Member) -> None:
    with clock.at(world.MONDAY):
        _, token = world.dispatched(secretary, [world.recommendation(secretary.council)])
    with clock.at(world.MONDAY + timedelta(days=364)):
        assert dispatch_of(token)
    with clock.at(world.MONDAY + timedelta(days=366)), pytest.raises(LinkUnknown):
        dispatch_of(token)


def test_documents_are_made_in_the_background_once(secretary: Member) -> None:
    dispatch, _ = world.dispatched(secretary, [world.recommendation(secretary.council)])
    job = Job.objects.get(subject=dispatch.ref)
    assert (job.state, job.total) == (Job.State.WAITING, 6)

    tasks.make_documents.call(dispatch.pk, job.pk)
    tasks.make_documents.call(dispatch.pk, job.pk)

    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 6)
    names = sorted(dispatch.documents.values_list("name", flat=True))
    assert names == [f"brief-1-{code}.{kind}" for code in ("en", "kk", "ru") for kind in ("docx", "pdf")]
    assert set(dispatch.documents.values_list("subject", "visible_to")) == {(dispatch.ref, "public")}
    assert Entry.objects.filter(type="dispatch.documents").count() == 1


def test_documents_that_were_lost_with_their_worker_are_made_again(secretary: Member, settings: object) -> None:
    with clock.at(world.MONDAY):
        dispatch, _ = world.dispatched(secretary, [world.recommendation(secretary.council)])
    with clock.at(world.MONDAY + timedelta(minutes=5)):
        tasks.retry_documents()
        assert dispatch.documents.count() == 0
    with clock.at(world.MONDAY + timedelta(minutes=20)):
        tasks.retry_documents()
    assert dispatch.documents.count() == 6


def test_an_overdue_dispatch_is_reminded_once_a_week(secretary: Member) -> None:
    with clock.at(world.MONDAY):
        world.dispatched(secretary, [world.recommendation(secretary.council)])
    reminders = Notice.objects.filter(kind="dispatch.overdue", to=secretary.user)

    for days, told in ((21, 0), (22, 1), (23, 1), (29, 2)):
        with clock.at(world.MONDAY + timedelta(days=days)):
            tasks.tick()
            tasks.tick()
        assert reminders.count() == told


def test_translations_that_are_missing_or_old_are_named(secretary: Member) -> None:
    from kenes.promotion.briefs.gaps import gaps
    from kenes.promotion.queries.sources import sources_of

    old = (
        Text.of("ru", "Публиковать")
        .translated("kk", "Жариялау", by="")
        .translated("en", "Publish", by="")
        .rewritten("Публиковать ежемесячно")
    )
    made = world.recommendation(secretary.council, title=old)
    found = [
        (gap.language, gap.outdated)
        for gap in gaps(sources_of(world.brief(secretary, [made])))
        if gap.item == made and "Title" in str(gap.what)
    ]

    assert found == [("kk", True), ("en", True)]


def test_who_sends_early_is_told_that_dissent_may_still_come(secretary: Member) -> None:
    brief = world.brief(secretary, [world.recommendation(secretary.council)])
    client = Client(headers={"accept-language": "en"})
    client.force_login(secretary.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("send-brief", args=[secretary.council.slug, brief.public_id])
    warned = ["Dissenting opinions can still be added" in client.get(address).content.decode()]
    with clock.at(clock.now() + timedelta(days=8)):
        warned.append("Dissenting opinions can still be added" in client.get(address).content.decode())
    assert warned == [True, False]
