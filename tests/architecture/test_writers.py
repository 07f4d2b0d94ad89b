"""Acts are the only writers. Read from the syntax tree, so that no page can slip a write past review."""

import ast

import pytest

from tests.architecture.source import Module, acts, calls, functions, home, modules, reaches

WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("asave", "acreate", "aupdate", "adelete", "abulk_create", "aget_or_create", "aupdate_or_create"),
    *("raw", "execute", "executemany", "cursor", "set_password"),
}
# Pages hold no such call at all; the other readers may still update a set or a dictionary of their own.
PAGES = ("views", "api", "templatetags")
READERS = (*PAGES, "forms", "urls", "queries", "rules", "words", "errors", "context")
# Readers that run SQL of their own, and why: they read what the ORM cannot say in one query.
SQL_READERS: dict[str, str] = {
    "kenes.deliberation.queries.ballot": "the next card with session, seat and roster: the vote's one read",
}
# Acts that append nothing to the record, and why.
WITHOUT_ENTRY: dict[str, str] = {
    "kenes.councils.acts.accounts.change_account": "a person's own account, in no council",
    "kenes.councils.acts.accounts.choose_password": "a person's own account, in no council",
    "kenes.councils.acts.accounts.set_language": "a person's own choice",
    "kenes.councils.acts.accounts.end_sessions": "a person's own sessions",
    "kenes.promotion.acts.commitments.remind_of_commitment": "a reminder changes nothing that the council did",
    "kenes.promotion.acts.dispatches.remind_of_dispatch": "a reminder changes nothing that the council did",
    "kenes.promotion.acts.verdicts.remind_of_verdict": "a reminder changes nothing that the council did",
    "kenes.promotion.acts.verdicts.judge": "single answers never enter the record; their count does, at closing",
    "kenes.promotion.acts.documents.begin_documents": "finish_documents records the hashes of all documents of a dispatch",
    "kenes.promotion.acts.documents.keep_document": "finish_documents records the hashes of all documents of a dispatch",
    "kenes.promotion.acts.documents.fail_documents": "nothing came of it; it is tried again",
    "kenes.deliberation.acts.voting.cast_vote": "single votes never enter the record",
    "kenes.deliberation.acts.voting.undo_vote": "single votes never enter the record",
    "kenes.deliberation.acts.analysing.start_analysis": "analyses of an open vote are shown to nobody",
    "kenes.deliberation.acts.analysing.start_results": "close_deliberation records the results when they are there",
    "kenes.deliberation.acts.analysing.begin_job": "how far background work is changes nothing that the council did",
    "kenes.deliberation.acts.analysing.move_on": "how far background work is changes nothing that the council did",
    "kenes.deliberation.acts.analysing.end_job": "how far background work is changes nothing that the council did",
    "kenes.deliberation.acts.analysing.stop_job": "it begins again by itself",
    "kenes.deliberation.acts.analysing.keep_analysis": "analyses of an open vote are shown to nobody",
    "kenes.meetings.acts.agendas.approve_topics": "who wants what never enters the record; the agenda does, with its input’s hash",
    "kenes.meetings.acts.agendas.remind_approvers": "a reminder changes nothing that the council did",
    "kenes.situation.acts.reports.report_domain": "single ratings never enter the record; their number does, at closing",
    "kenes.situation.acts.reports.remind_of_period": "a reminder changes nothing that the council did",
    "kenes.attribution.acts.holding.hold": "the time of an entry would tell who wrote; the batch is recorded",
    "kenes.attribution.acts.holding.move_end": "the act that moves the date is recorded",
    "kenes.attribution.acts.moderating.prepare_held": "the time of an entry would tell when it was written; the batch is recorded",
    "kenes.attribution.acts.moderating.return_held": "the time of an entry would tell when it was written; their number is, at the end",
    "kenes.attribution.acts.moderating.remind_moderators": "a reminder changes nothing that the council did",
    "kenes.attribution.acts.ending.purge_authors": "what is forgotten was shown to nobody",
    "kenes.meetings.acts.topic_batches.hold_topic": "the time of an entry would tell who wrote; the batch is recorded",
    "kenes.meetings.acts.topic_batches.keep_meaning": "worked out from words that are recorded",
    "kenes.meetings.acts.attendance.answer_invitation": "single answers never enter the record; how many came does, at closing",
    "kenes.meetings.acts.attendance.note_presence": "who was there is counted at closing, and may be nobody's business",
    "kenes.meetings.acts.attendance.make_calendar_link": "a person's own calendar",
    "kenes.meetings.acts.attendance.end_calendar_link": "a person's own calendar",
    "kenes.meetings.acts.meetings.remind_of_meeting": "a reminder changes nothing that the council did",
    "kenes.meetings.acts.questions.support_question": "who supports what never enters the record",
    "kenes.meetings.acts.running.let_speak": "seconds of a clock; the record holds when items began and ended",
    "kenes.meetings.acts.tasks.remind_of_task": "a reminder changes nothing that the council did",
    "kenes.claims.acts.register.keep_meaning": "numbers computed from a wording that register_claim recorded",
    "kenes.meetings.acts.brackets.translate_wording": "the same wording in another language; taking it is recorded",
    "kenes.notices.acts.mark_read": "what a person has read is nobody else's business",
    "kenes.notices.acts.set_notices": "a person's own choice",
    "kenes.claims.acts.panels.declare_interest": "who declares an interest is told to nobody; the pool that follows is recorded",
    "kenes.claims.acts.seats.accept_seat": "who reviews is sealed; close_panel records how many",
    "kenes.claims.acts.seats.decline_seat": "who reviews is sealed; close_panel records how many seats passed on",
    "kenes.claims.acts.seats.remind_reviewers": "a reminder changes nothing that the council did",
    "kenes.claims.acts.reviews.write_review": "reviews are sealed, times would tell who wrote; close_panel records a hash of all",
    "kenes.notices.acts.claim_digest": "mail about acts that are recorded themselves",
    "kenes.notices.acts.return_digest": "mail about acts that are recorded themselves",
    "kenes.record.acts.start_check": "checking the record changes nothing",
    "kenes.record.acts.stop_check": "checking the record changes nothing",
    "kenes.situation.acts.figures.keep_import_draft": "a file that somebody looks at; commit_import records what is taken from it",
    "kenes.situation.acts.figures.decide_import": "commit_import keeps what was decided with the revision",
    "kenes.situation.acts.figures.cancel_import": "nothing came of it",
    "kenes.situation.acts.geometry.load_outlines": "reference data of the installation, in no council",
    "kenes.sides.acts.room.open_thread": "the room is private: the record is public, and even that a side consults would tell the other",
    "kenes.sides.acts.room.write_note": "the room is private: the record is public",
    "kenes.sides.acts.room.write_text": "the room is private: the record is public",
    "kenes.sides.acts.room.hide_note": "the room is private: the record is public",
    "kenes.recommendations.acts.votes.cast_ballot": "ballots never enter the record: its order and times would tell who voted what",
    "kenes.recommendations.acts.votes.remind_voters": "a reminder changes nothing that the council did",
}


def readers() -> list[Module]:
    return [module for module in modules().values() if module.is_in(*READERS)]


def writes_in(module: Module) -> list[str]:
    """Return "file:line .save()" for every write in a module."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            own = node.func.attr == "update" and isinstance(node.func.value, ast.Name) and not module.is_in(*PAGES)
            if own or (node.func.attr in ("execute", "cursor") and module.name in SQL_READERS):
                continue
            found.append(f"{module.path.name}:{node.lineno} .{node.func.attr}()")
    return found


@pytest.mark.parametrize("module", readers(), ids=lambda module: module.name)
def test_what_shows_does_not_write(module: Module) -> None:
    assert writes_in(module) == []


def test_the_syntax_tree_test_sees_a_write() -> None:
    module = Module(
        "kenes.x.views", modules()["kenes.base.views"].path, ast.parse("def view(r):\n    Signal.objects.filter(pk=1).update(x=1)")
    )
    assert writes_in(module) == ["views.py:2 .update()"]


@pytest.mark.parametrize("name", sorted(acts()))
def test_an_act_takes_keywords_only(name: str) -> None:
    _, node = acts()[name]
    assert node.args.posonlyargs + node.args.args == []
    assert node.args.vararg is None


def test_acts_live_in_acts() -> None:
    assert [name for name, (module, _) in acts().items() if not module.is_in("acts")] == []


@pytest.mark.parametrize("name", sorted(acts()))
def test_an_act_is_recorded_or_says_why_not(name: str) -> None:
    assert reaches(name, "kenes.record.acts.append") != (name in WITHOUT_ENTRY)


def writes(name: str) -> bool:
    """Return whether a function of an acts module, or one there that it calls, writes."""
    module, node = functions()[name]
    here = Module(module.name, module.path, ast.Module([node], []), module.imports)
    return bool(writes_in(here)) or any(writes(other) for other in calls(name) - {name} if other in functions() and ".acts" in other)


def test_pages_commands_and_tasks_write_through_acts_only() -> None:
    """Whatever of an acts module they call, and that writes, carries the transaction and the record entry."""
    wrong = []
    for module in modules().values():
        if not module.is_in("views", "forms", "api", "management"):
            continue
        for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
            meant = home(module.meant(call) or "")
            if meant in functions() and functions()[meant][0].is_in("acts") and meant not in acts() and writes(meant):
                wrong.append(f"{module.name}:{call.lineno} {meant}")
    assert wrong == []


# The clock itself, and those who set it.
SETS_THE_CLOCK = ("kenes.base.clock", "kenes.site.sample.script", "kenes.site.main_job.walk")


def test_time_comes_from_the_one_clock() -> None:
    wrong = []
    for module in modules().values():
        if module.name in SETS_THE_CLOCK:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("now", "today", "utcnow"):
                owner = ast.unparse(node.func.value)
                if owner != "clock":
                    wrong.append(f"{module.name}:{node.lineno} {owner}.{node.func.attr}()")
    assert wrong == []
