"""The sample Council of Regional Experts: 20 regions, 208 members, one chain finished and others on their way."""

from functools import partial
from typing import Any

from kenes.base.text import Text
from kenes.councils.acts import add_side, comment, create_council, first_secretary
from kenes.councils.models import Council, Country, Member, Profession, Region, User
from kenes.issues.acts import ask_author, close_issue, decline_signal, make_issue, publish_issue, publish_signal, report_signal
from kenes.issues.models import Issue, Signal
from kenes.site.sample import chains, practices, reports, situation, talks
from kenes.site.sample.content import read, text
from kenes.site.sample.people import Cast, catch_up, join, seat_region
from kenes.site.sample.picture import picture
from kenes.site.sample.script import Script


class Regional:
    """The regional council's script, and what its scenes have made so far."""

    def __init__(self, script: Script, staff: User) -> None:
        self.script, self.staff = script, staff
        self.content: dict[str, Any] = read("councils")["regional"]
        self.issues: dict[str, Issue] = {}
        self.signals: dict[str, list[Signal]] = {}
        self.cast: Cast
        script.on(script.moment(430, 9), self.found)

    @property
    def council(self) -> Council:
        return self.cast.council

    def found(self) -> None:
        """Create the council and its side, seat everybody, and plan the rest."""
        council = create_council(
            by_user=self.staff,
            slug=self.content["slug"],
            name=text(self.content["name"], "kk"),
            purpose=text(self.content["purpose"], "kk"),
            languages=["kk", "ru", "en"],
            is_sample=True,
        )
        self.cast = Cast(council)
        side = add_side(
            council=council,
            name=text(self.content["side"]["name"], "kk"),
            country=Country.objects.get(code="KZ"),
            institute=text(self.content["side"]["institute"], "kk"),
            timezone="Asia/Almaty",
        )
        professions = list(Profession.objects.all())
        secretary = first_secretary(council=council, side=side, user=self.staff)
        self.cast.secretaries.append(secretary)
        situation.begin(secretary)
        capital = Region.objects.get(code="KZ-71")
        research = [row for row in professions if row.code == "research"]
        for role in (Member.Role.SECRETARY, Member.Role.MODERATOR, Member.Role.OBSERVER, Member.Role.CHAIR):
            seat = join(by=secretary, side=side, region=capital, role=role, professions=research)
            if role == Member.Role.CHAIR:
                self.cast.chairs.append(seat)
        for region in Region.objects.filter(code__in=self.content["seats"]):
            seat_region(
                self.cast, by=secretary, side=side, region=region, how_many=self.content["seats"][region.code], professions=professions
            )
        self.plan()

    def plan(self) -> None:
        """Set the moments of everything after the founding."""
        issues = {row["key"]: row for row in read("issues")}
        rows = read("signals")
        for number, row in enumerate(rows):
            issue = issues.get(row["issue"] or "")
            days = issue["days_ago"] + 20 - number % 7 if issue else 3 + number % 9
            self.script.on(self.script.moment(days, 8 + number % 9, number % 60), partial(self.report, row, number))
        for key, row in issues.items():
            self.script.on(self.script.moment(row["days_ago"], 15), partial(self.state, key, row))
        self.script.on(self.script.moment(7, 20), lambda: catch_up(self.cast))
        for row in read("deliberations"):
            talks.plan(self, row)
        for row in read("recommendations"):
            chains.plan(self, row)
        situation.plan(self)
        reports.plan(self)
        practices.plan(self)

    def report(self, row: dict[str, Any], number: int) -> None:
        """A member reports; some photographs, some texts still without a translation."""
        author = self.cast.someone(row["region"])
        languages = [row["original"], *(code for code in ("kk", "ru", "en") if code != row["original"])]
        # Every fifth signal waits for its translation, as in life.
        shown = languages[:1] if number % 5 == 4 else languages
        signal = report_signal(
            by=author,
            region=Region.objects.get(code=row["region"]),
            what=Text.in_all(row["original"], **{code: row[code] for code in shown}),
            place=row["place"],
            since=row["since"],
            affected=row["affected"],
            basis=row["basis"],
            client_key=f"sample-{number}",
            uploads=[picture(number)] if row.get("photo") else [],
        )
        self.signals.setdefault(row["issue"] or "", []).append(signal)
        if row["issue"] == "declined":
            decline_signal(by=self.cast.secretary, signal=signal, reason=row["reason"])
        elif row["issue"] is None and number % 3 == 0:
            ask_author(by=self.cast.secretary, signal=signal, question="Уточните, пожалуйста, скольких жителей это касается.")

    def state(self, key: str, row: dict[str, Any]) -> None:
        """The secretariat makes an issue of the signals, publishes it, and members talk it over."""
        secretary = self.cast.secretary
        issue = make_issue(by=secretary, signals=self.signals[key], title=text(row["title"]), summary=text(row["summary"]))
        self.issues[key] = issue
        publish_issue(by=secretary, issue=issue)
        publish_signal(by=secretary, signal=self.signals[key][0])
        talks.thread(self, key, issue)
        if row["stage"] == "closed":
            later = self.script.moment(row["days_ago"] - 12, 16)
            self.script.on(later, partial(close_issue, by=secretary, issue=issue, reason=row["reason"]["ru"]))

    def say(self, region: str, subject: Any, words: Text) -> None:
        comment(by=self.cast.someone(region), subject=subject, text=words)
