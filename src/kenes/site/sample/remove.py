"""Removing the sample councils without a trace: rows, files, accounts, and their record, which was marked as sample."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from kenes.attribution import keys
from kenes.attribution import models as attribution
from kenes.base.models import File, Job, SearchDocument
from kenes.claims import models as claims
from kenes.councils import models as councils
from kenes.deliberation import models as deliberation
from kenes.issues import models as issues
from kenes.library import models as library
from kenes.meetings import models as meetings
from kenes.notices.models import Notice
from kenes.promotion import models as promotion
from kenes.recommendations import models as recommendations
from kenes.record.models import Entry, Log, Sealed
from kenes.sides import models as sides
from kenes.situation import models as situation

# Children before parents; each with the path to its council.
ROWS: list[tuple[type[models.Model], str]] = [
    (claims.Source, "review__seat__panel__claim__council"),
    (claims.Review, "seat__panel__claim__council"),
    (claims.Seat, "panel__claim__council"),
    (claims.Nonce, "panel__claim__council"),
    (claims.PoolPlace, "panel__claim__council"),
    (claims.Interest, "panel__claim__council"),
    (claims.Affiliation, "member__council"),
    (claims.Appeal, "finding__claim__council"),
    (claims.FindingDissent, "finding__claim__council"),
    (claims.FindingFigure, "finding__claim__council"),
    (claims.SideText, "finding__claim__council"),
    (claims.Finding, "claim__council"),
    (claims.Panel, "claim__council"),
    (claims.Appearance, "claim__council"),
    (claims.Claim, "council"),
    (meetings.Wording, "bracket__paragraph__minutes__meeting__council"),
    (meetings.Bracket, "paragraph__minutes__meeting__council"),
    (meetings.ParagraphConsent, "paragraph__minutes__meeting__council"),
    (meetings.ParagraphRevision, "paragraph__minutes__meeting__council"),
    (meetings.Paragraph, "minutes__meeting__council"),
    (meetings.Minutes, "meeting__council"),
    (meetings.Task, "council"),
    (meetings.Support, "question__meeting__council"),
    (meetings.Question, "meeting__council"),
    (meetings.SpeakingTime, "item__agenda__council"),
    (meetings.AgendaChange, "agenda__council"),
    (meetings.AgendaItem, "agenda__council"),
    (meetings.Approval, "topic__council"),
    (meetings.AgendaVoter, "agenda__council"),
    (meetings.JoinOffer, "agenda__council"),
    (meetings.Topic, "council"),
    (meetings.Agenda, "council"),
    (meetings.Attendance, "meeting__council"),
    (meetings.CalendarLink, "member__council"),
    (meetings.Meeting, "council"),
    (library.HarvestRecord, "council"),
    (library.PaperUse, "paper__council"),
    (library.PaperVersion, "paper__council"),
    (library.Paper, "council"),
    (promotion.Judgement, "verdict__commitment__body__council"),
    (promotion.Verdict, "commitment__body__council"),
    (promotion.Progress, "commitment__body__council"),
    (promotion.Commitment, "body__council"),
    (promotion.Reply, "answer__dispatch__body__council"),
    (promotion.Answer, "dispatch__body__council"),
    (promotion.Dispatch, "body__council"),
    (promotion.BriefItem, "brief__council"),
    (promotion.Brief, "council"),
    (promotion.Body, "council"),
    (recommendations.Dissent, "adoption__recommendation__council"),
    (recommendations.Ballot, "adoption__recommendation__council"),
    (recommendations.Voter, "adoption__recommendation__council"),
    (recommendations.Adoption, "recommendation__council"),
    (recommendations.Evidence, "recommendation__council"),
    (recommendations.Version, "recommendation__council"),
    (recommendations.Recommendation, "council"),
    (deliberation.Release, "deliberation__council"),
    (deliberation.Computation, "deliberation__council"),
    (deliberation.Vote, "participant__deliberation__council"),
    (deliberation.Participant, "deliberation__council"),
    (deliberation.Statement, "deliberation__council"),
    (deliberation.Deliberation, "council"),
    (attribution.KeptAuthor, "member__council"),
    (attribution.Held, "council"),
    (attribution.Holding, "council"),
    (issues.Merge, "source__council"),
    (issues.Part, "issue__council"),
    (issues.Issue, "council"),
    (issues.Signal, "council"),
    (situation.Confirmation, "practice__council"),
    (situation.Practice, "council"),
    (situation.SituationNote, "council"),
    (situation.FigureQuestion, "council"),
    (situation.SituationRelease, "report_period__council"),
    (situation.SituationReport, "report_period__council"),
    (situation.ReportPeriod, "council"),
    (situation.ImportDraft, "council"),
    (situation.Board, "indicator__council"),
    (situation.Observation, "indicator__council"),
    (situation.Indicator, "council"),
    (situation.Revision, "council"),
    (sides.RoomText, "thread__side__council"),
    (sides.RoomNote, "thread__side__council"),
    (sides.RoomThread, "side__council"),
    (sides.Consent, "council"),
    (councils.Comment, "council"),
    (councils.Application, "council"),
    (councils.SignInCode, "member__council"),
    (councils.Invitation, "member__council"),
]


def remove() -> int:
    """Remove every sample council and return how many there were."""
    samples = list(councils.Council.objects.filter(is_sample=True))
    ids = [council.public_id for council in samples]
    subjects = list(attribution.Holding.objects.filter(council__in=samples).values_list("subject", flat=True))
    paths = list(File.objects.filter(council__in=ids).values_list("path", flat=True))
    with transaction.atomic():
        people = councils.User.objects.filter(seats__council__in=samples).exclude(seats__council__is_sample=False)
        accounts = list(people.distinct().values_list("pk", flat=True))
        for joined in (meetings.Topic, claims.Claim):  # rows that protect each other
            joined._default_manager.filter(council__in=samples).update(joined_into=None)
        for model, path in ROWS:
            model._default_manager.filter(**{f"{path}__in": samples}).delete()
        for kept in (File, Job, SearchDocument, Notice):
            kept._default_manager.filter(council__in=ids).delete()
        councils.Member.objects.filter(council__in=samples).delete()
        councils.Council.objects.filter(pk__in=[council.pk for council in samples]).delete()
        remove_record(ids)
        councils.User.objects.filter(pk__in=accounts).delete()
    for subject in subjects:
        keys.destroy(subject)
    for path in paths:
        (settings.MEDIA_ROOT / path).unlink(missing_ok=True)
    return len(samples)


def remove_record(origins: list[str]) -> None:
    """Remove the logs of sample councils, and of sample councils only."""
    logs = Log.objects.filter(origin__in=origins, is_sample=True)
    if logs.count() != len(origins):
        raise ObjectDoesNotExist("a sample council's record is not marked as sample")
    Sealed.objects.filter(entry__log__in=logs).delete()
    Entry.objects.filter(log__in=logs).delete()
    logs.delete()
