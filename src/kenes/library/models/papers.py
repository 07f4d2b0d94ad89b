"""A paper with its Dublin Core metadata, its versions, what used it, and what harvesters see of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region, Side


class Paper(PublicModel):
    """A piece of research shared with the council. Its fields are the fifteen elements of Dublin Core, under plain names.

    title · creators (creator) · subjects (subject) · abstract (description) · publisher · contributors (contributor) · date · type ·
    languages (language) · source · relations (relation) · sides, regions and coverage (coverage) · rights; `format` is read from the
    files, `identifier` from the address of the page, the DOI and the link.
    """

    kind = "paper"

    class State(models.TextChoices):
        MEMBERS = "members", pgettext_lazy("paper", "For members")
        PUBLIC = "public", pgettext_lazy("paper", "Public")
        WITHDRAWN = "withdrawn", pgettext_lazy("paper", "Withdrawn")

    class Type(models.TextChoices):
        ARTICLE = "article", _("Journal article")
        CHAPTER = "chapter", _("Chapter")
        BOOK = "book", _("Book")
        CONFERENCE = "conference", _("Conference paper")
        REPORT = "report", _("Report")
        WORKING = "working", _("Working paper or preprint")
        THESIS = "thesis", _("Thesis")
        DATASET = "dataset", _("Data set")
        OTHER = "other", pgettext_lazy("paper", "Something else")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="papers")  # the seat that shared it; who wrote it: creators
    title = TextField()
    abstract = TextField()
    creators = models.JSONField(default=list)  # names as they are written: ["Ахметова, Айгүл", "Institute of Economics"]
    contributors = models.JSONField(default=list)
    publisher = models.CharField(max_length=300, blank=True)
    date = models.CharField(max_length=10, blank=True)  # 2024, 2024-05 or 2024-05-17: as exact as it is known
    year = models.PositiveSmallIntegerField(null=True)  # of `date`, for the list
    type = models.CharField(max_length=10, choices=Type, default=Type.REPORT)
    subjects = models.JSONField(default=list)
    languages = models.JSONField(default=list)  # of the paper itself: ["kk", "ru"]
    sides = models.ManyToManyField(Side, related_name="papers")  # whose research it is
    regions = models.ManyToManyField(Region, related_name="+")  # what it is about
    coverage = models.CharField(max_length=300, blank=True)  # what else it is about: a place, a span of time
    source = models.CharField(max_length=500, blank=True)  # the journal or book it stands in
    relations = models.JSONField(default=list)  # what it belongs with: addresses or citations
    rights = models.CharField(max_length=300, blank=True)
    doi = models.CharField(max_length=200, blank=True)  # as typed; `doi_folded` is what is compared
    doi_folded = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    link = models.URLField(max_length=1000, blank=True)
    bibtex = models.JSONField(default=dict)  # what a BibTeX file said beyond these fields: {"type", "key", "fields"}
    folded = models.TextField(blank=True, editable=False)  # "subject:…" and "language:…", a line each: the list is filtered by it
    state = models.CharField(max_length=10, choices=State, default=State.MEMBERS)
    reason = models.TextField(blank=True)  # why it was withdrawn
    client_key = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of its words: publishing and withdrawing leave it alone

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_key"], name="paper_client_key_once"),
            models.UniqueConstraint(fields=["council", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="paper_withdrawn_has_reason"),
        ]
        indexes = [models.Index(fields=["council", "state", "-changed_at"]), models.Index(fields=["council", "year"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.council.slug, self.public_id])

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def is_withdrawn(self) -> bool:
        return self.state == self.State.WITHDRAWN


class PaperVersion(PublicModel):
    """One version of a paper: its files (kept under this reference), or where it lies. Versions are added, never replaced.

    The first has no note, link and date of its own: they are the paper's.
    """

    kind = "paperversion"
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)  # what changed
    link = models.URLField(max_length=1000, blank=True)
    date = models.CharField(max_length=10, blank=True)
    is_public = models.BooleanField(default=False)  # one that came after the paper was published waits for members only
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.number}"


class PaperUse(models.Model):
    """That something of the council rests on a paper: an issue, a recommendation, a finding, a topic, by its reference."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="uses")
    used_in = models.CharField(max_length=60, db_index=True)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "used_in"], name="paper_use_once")]

    def __str__(self) -> str:
        return f"{self.paper_id} in {self.used_in}"


class HarvestRecord(models.Model):
    """What harvesters see of a paper that was public once. It stays for good: a paper that is public no longer is a deleted record.

    `sets` are those of the last time it was public, so that a paper changed out of sight tells nothing new.
    """

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="harvested")
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    datestamp = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    sets = models.TextField(blank=True)  # " side:4w2k… region:KZ-55 ": a space on either side of each

    class Meta:
        ordering = ["datestamp", "pk"]
        indexes = [models.Index(fields=["council", "datestamp", "id"])]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.datestamp}"

    def set_specs(self) -> list[str]:
        return self.sets.split()
