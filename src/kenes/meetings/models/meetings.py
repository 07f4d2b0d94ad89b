"""A meeting: when, where, under which rule, who came, what was asked."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.attribution.models import Attribution
from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region, Side


class Meeting(PublicModel):
    """The council speaks: in one place, at a distance, or both."""

    kind = "meeting"

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "Planned")
        RUNNING = "running", pgettext_lazy("meeting", "Under way")
        HELD = "held", pgettext_lazy("meeting", "Held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveIntegerField()
    title = TextField()
    about = TextField()
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    attribution = models.CharField(max_length=7, choices=Attribution, default=Attribution.OPEN)  # fixed once something was said
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=40)  # of the place where the room is
    place = TextField()
    link = models.URLField(max_length=500, blank=True)  # for those far away: members only
    reason = models.TextField(blank=True)  # why cancelled
    is_public = models.BooleanField(default=True)  # everyone sees title, programme, time and place; a closed meeting never is
    version = models.PositiveIntegerField(default=0)  # grows with every change that the live page shows: its ETag
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry: grows when time or place change
    began_at = models.DateTimeField(null=True)  # in the room
    closed_at = models.DateTimeField(null=True)
    speaking_side = models.ForeignKey(Side, null=True, on_delete=models.SET_NULL, related_name="+")  # whose clock runs
    speaking_item = models.ForeignKey("meetings.AgendaItem", null=True, on_delete=models.SET_NULL, related_name="+")
    speaking_since = models.DateTimeField(null=True)
    attended = models.JSONField(default=list)  # who came, by side and region, through the gate: once, when the meeting is closed
    reminded_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of what the calendar shows

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="meeting_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_in_order"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(reason=""), name="meeting_cancelled_has_reason"),
            models.CheckConstraint(condition=~Q(attribution="closed") | Q(is_public=False), name="meeting_closed_not_public"),
            models.CheckConstraint(
                condition=Q(speaking_side__isnull=True) | Q(speaking_since__isnull=False), name="meeting_clock_has_beginning"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.council.slug, self.public_id])

    def is_known_to(self, member: Member) -> bool:
        """Whether a member may know of it under the closed rule."""
        return member.moderates or self.attendances.filter(member=member).exists()


class Attendance(models.Model):
    """A member's seat at one meeting: side and region as they were when it was called."""

    class Answer(models.TextChoices):
        NONE = "none", pgettext_lazy("invitation", "No answer yet")
        COMING = "coming", pgettext_lazy("invitation", "Coming")
        ONLINE = "online", pgettext_lazy("invitation", "Taking part online")
        NOT_COMING = "not_coming", pgettext_lazy("invitation", "Not coming")

    class Presence(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("attendance", "Not noted")
        ROOM = "room", pgettext_lazy("attendance", "In the room")
        ONLINE = "online", pgettext_lazy("attendance", "Online")
        ABSENT = "absent", pgettext_lazy("attendance", "Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    presence = models.CharField(max_length=6, choices=Presence, default=Presence.UNKNOWN, blank=True)
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class CalendarLink(models.Model):
    """A member's private calendar address. Only the hash of its token is kept; a new link ends the old one."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="calendar_link")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)


class Question(PublicModel):
    """What a member asks, or suggests for the council's own work, before or during a meeting."""

    kind = "meeting-question"  # "question" is one about a figure

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        SUGGESTION = "suggestion", _("Suggestion")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("question", "Waiting for an answer")
        ANSWERED = "answered", pgettext_lazy("question", "Answered")
        ASSIGNED = "assigned", pgettext_lazy("question", "Assigned")
        DECLINED = "declined", pgettext_lazy("question", "Not taken up")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey("meetings.AgendaItem", null=True, on_delete=models.SET_NULL, related_name="questions")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=Kind, default=Kind.QUESTION)
    text = TextField()
    author = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="questions")  # none under the Chatham House Rule
    pseudonym = models.CharField(max_length=20, blank=True)  # of this meeting only, where there is no author
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = TextField()
    reason = models.TextField(blank=True)
    assigned_to = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    client_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()  # under the Chatham House Rule: the day of its batch

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="question_number_once"),
            models.UniqueConstraint(fields=["author", "client_key"], condition=~Q(client_key=""), name="question_client_key_once"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="question_declined_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.meeting.council.slug, self.meeting.public_id, self.public_id])


class Support(models.Model):
    """A member wants this question answered, too."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="supports")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.member_id}"


class SpeakingTime(models.Model):
    """How long a side spoke on an item of the agenda, noted by the secretariat. A second run of the clock adds to it."""

    item = models.ForeignKey("meetings.AgendaItem", on_delete=models.CASCADE, related_name="speaking_times")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "side"], name="speaking_time_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.side_id}"


class Task(PublicModel):
    """A decision of a meeting, or what became of a suggestion: with an owner and a date, followed up at the next meeting."""

    kind = "task"

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        TASK = "task", pgettext_lazy("council work", "Task")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "Under way")
        DONE = "done", pgettext_lazy("task", "Done")
        DROPPED = "dropped", pgettext_lazy("task", "Dropped")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="tasks")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=8, choices=Kind)
    text = TextField()
    question = models.OneToOneField(Question, null=True, on_delete=models.PROTECT, related_name="task")
    owner = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    outcome = TextField()  # what was done, or why it was dropped
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["council", "number"]
        constraints = [models.UniqueConstraint(fields=["council", "number"], name="task_number_once")]

    def __str__(self) -> str:
        return f"{self.council_id} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("task", args=[self.council.slug, self.public_id])
