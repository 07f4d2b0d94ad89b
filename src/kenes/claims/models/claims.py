"""Claims that circulate, where they were seen, and what the council found."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel
from kenes.base.text import TextField
from kenes.councils.models import Council, Member, Region, Side


class Claim(PublicModel):
    """A statement in circulation that may be a fake or a stereotype, as it circulates."""

    kind = "claim"

    class Kind(models.TextChoices):
        FACTUAL = "factual", _("Factual claim")
        MEDIA = "media", _("Manipulated image, sound or video")
        QUOTATION = "quotation", _("Quotation")
        STEREOTYPE = "stereotype", _("Stereotype")

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("claim", "Registered")
        DRAWING = "drawing", pgettext_lazy("claim", "Reviewers are being drawn")
        REVIEWING = "reviewing", pgettext_lazy("claim", "Being reviewed by the sides")
        REVIEWED = "reviewed", pgettext_lazy("claim", "Reviewed, finding in preparation")
        PUBLISHED = "published", pgettext_lazy("claim", "Finding published")
        REOPENED = "reopened", pgettext_lazy("claim", "Finding opened again")
        JOINED = "joined", pgettext_lazy("claim", "The same as another claim")
        DECLINED = "declined", pgettext_lazy("claim", "Not taken up")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="claims")
    number = models.PositiveIntegerField()
    wording = TextField()  # as it circulates, in the language it was seen in
    context = TextField()  # what it is about, what a reader needs to know
    type = models.CharField(max_length=10, choices=Kind)
    about_side = models.ForeignKey(Side, null=True, on_delete=models.PROTECT, related_name="+")
    regions = models.ManyToManyField(Region, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.REGISTERED)
    reason = models.TextField(blank=True)
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    registered_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="claims")
    imported_from = models.CharField(max_length=300, blank=True)  # another's ClaimReview: its address
    foreign = models.JSONField(default=dict)  # the imported ClaimReview as it came, so that nothing of it is lost
    client_key = models.CharField(max_length=40, blank=True)
    vector = models.BinaryField(default=b"", editable=False)  # what the wording means, for finding similar ones across languages
    created_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="claim_number_once"),
            models.UniqueConstraint(fields=["registered_by", "client_key"], condition=~Q(client_key=""), name="claim_client_key_once"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="claim_declined_has_reason"),
        ]
        indexes = [models.Index(fields=["council", "state", "-changed_at"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.council.slug, self.public_id])


class Appearance(PublicModel):
    """Where and when a claim was seen. Every one has an address of its own on the claim's page."""

    kind = "appearance"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    url = models.URLField(max_length=1000, blank=True)  # never fetched by the server
    outlet = models.CharField(max_length=200, blank=True)  # "a messenger group", "a newspaper's site"
    language = models.CharField(max_length=2)
    quote = TextField()  # the words there, where they differ
    seen_on = models.DateField()
    vector = models.BinaryField(default=b"", editable=False)  # of the quote
    added_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(url="") | ~Q(outlet=""), name="appearance_has_place")]

    def __str__(self) -> str:
        return self.public_id


class Finding(PublicModel):
    """The council's conclusion on a claim. A correction is a new finding; the old one stays readable."""

    kind = "finding"

    class Category(models.TextChoices):
        TRUE = "true", pgettext_lazy("finding", "True")
        MOSTLY_TRUE = "mostly_true", pgettext_lazy("finding", "Mostly true")
        MISLEADING = "misleading", pgettext_lazy("finding", "Misleading")
        MOSTLY_FALSE = "mostly_false", pgettext_lazy("finding", "Mostly false")
        FALSE = "false", pgettext_lazy("finding", "False")
        UNPROVEN = "unproven", pgettext_lazy("finding", "Cannot be established")
        # Of a stereotype: answered with figures and context, not with true or false.
        EXPLAINED = "explained", pgettext_lazy("finding", "Explained")
        # No joint finding.
        DIFFER = "differ", pgettext_lazy("finding", "The sides differ")
        NOT_REVIEWED = "not_reviewed", pgettext_lazy("finding", "A side did not review")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("finding", "In preparation")
        PUBLISHED = "published", pgettext_lazy("finding", "Published")
        REOPENED = "reopened", pgettext_lazy("finding", "Opened again")
        REPLACED = "replaced", pgettext_lazy("finding", "Replaced by a correction")

    class Reopened(models.TextChoices):
        FIGURES = "figures", _("Figures that it rests on have changed")
        APPEAL = "appeal", _("An appeal was upheld")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="findings")
    panel = models.ForeignKey("claims.Panel", null=True, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()  # 1, and one more with every correction
    category = models.CharField(max_length=12, choices=Category)
    sentence = TextField()  # the finding in one sentence
    text = TextField()  # the reasoning that both sides stand by, or the context of a stereotype
    table = models.JSONField(default=dict)  # reviews by side and category, Wilson bounds, flip cost
    correction = TextField()  # what was wrong in the finding before, and why
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    text_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_because = models.CharField(max_length=7, choices=Reopened, blank=True)
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="finding_number_once"),
            models.UniqueConstraint(fields=["claim"], condition=Q(state="draft"), name="finding_draft_once"),
        ]

    @property
    def council_id(self) -> int:
        return self.claim.council_id

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it. That a side did not review is for members: the claim is not reviewed then."""
        return self.state != self.State.DRAFT and self.category != self.Category.NOT_REVIEWED

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.claim.council.slug, self.claim.public_id, self.number])


class SideText(models.Model):
    """A side's own reasoning, beside the other's: where the sides differ, this is what is published."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="side_texts")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    text = TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "side"], name="side_text_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.side_id}"


class FindingFigure(models.Model):
    """A figure that a finding rests on, at the vintage it had. The finding opens again when the value changes."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="figures")
    indicator = models.ForeignKey("situation.Indicator", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=8)
    period = models.CharField(max_length=10)
    value = models.CharField(max_length=40)  # as it was: text, exact
    vintage = models.ForeignKey("situation.Revision", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "indicator", "place", "period"], name="finding_figure_once")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.place} {self.period}"


class FindingDissent(PublicModel):
    """A reviewer's or member's signed dissent from a finding."""

    kind = "finding-dissent"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="dissents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "member"], name="finding_dissent_once")]

    def __str__(self) -> str:
        return self.public_id


class Appeal(PublicModel):
    """Somebody says that a published finding is wrong. It and its answer are public; the sender's contact is not."""

    kind = "appeal"

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("appeal", "Received")
        UPHELD = "upheld", pgettext_lazy("appeal", "Upheld: the finding is opened again")
        REFUSED = "refused", pgettext_lazy("appeal", "Not upheld")

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="appeals")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    text = TextField()
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    proposed = models.CharField(max_length=8, choices=State, blank=True)  # by a side, until every side agrees
    answer = TextField()
    hidden_because = models.TextField(blank=True)  # its words are not shown: abuse, or somebody's personal data
    text_hash = models.CharField(max_length=64, blank=True)  # of what is proposed and the answer
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]

    @property
    def council_id(self) -> int:
        return self.finding.claim.council_id

    def __str__(self) -> str:
        return self.public_id
