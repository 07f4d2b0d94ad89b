"""What the acts of this room refuse.

KenesError
├── Invalid
│   ├── DatesOutOfOrder      a panel's dates leave no time to declare, draw or review
│   ├── TooFewSeats          fewer seats than a panel needs
│   ├── NoNonce              no 64 hexadecimal digits
│   ├── NonceDiffers         the revealed number is not the committed one
│   ├── CategoryNotOffered   a category that this kind of claim is not reviewed with
│   ├── SourceNeeded         a review that rests on nothing
│   ├── UnusableLink         no address of the web
│   ├── LanguageMissing      a text that is published lacks a language
│   ├── FigureNeeded         a stereotype is answered with figures
│   ├── NoFigure             there is no such value
│   ├── PlaceNeeded          a claim that was seen nowhere
│   ├── NotSeenYet           a day that has not come, or long ago
│   ├── TooManyPlaces        a claim that was seen at more places than are kept
│   └── SameClaim            a claim cannot be joined with this one
└── Conflict
    ├── ClaimBusy            the claim is being reviewed, or its finding stands
    ├── CorrectionBegun      no other panel while a correction is being worded
    ├── PanelMovedOn         the panel is not at this step (any more)
    ├── AlreadyCommitted     a side commits one number, once, and not another side's
    ├── NonceTooEarly        a number is revealed before every side has committed to its own
    ├── HasInterest          who declared an interest does not review
    ├── SeatGone             the seat is not offered (any more)
    ├── ReviewSent           a review that was submitted is not changed
    ├── ReviewOpen           a finding before the panel has closed
    ├── FindingMovedOn       the finding is not in preparation, or not the newest
    ├── FiguresMoved         values that a finding rests on have changed before it is published
    ├── DissentWritten       one dissent a member
    ├── AppealDecided        the appeal has its answer
    ├── AppealHidden         the appeal's words are hidden already
    ├── ClaimNotFree         the claim is being reviewed, or is no longer in the register as it was
    ├── OnlyPlace            a claim is not left without a place where it was seen
    └── SeenAlready          the claim was seen at this address already
"""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import Conflict, Invalid


class DatesOutOfOrder(Invalid):
    code = "dates_out_of_order"
    message = _("Leave at least a day to declare interests, a day for the draw, and enough days for the reviews, in this order.")


class TooFewSeats(Invalid):
    code = "too_few_seats"
    message = _("A panel has at least %(least)s and at most %(most)s seats of each side.")


class NoNonce(Invalid):
    code = "no_nonce"
    message = _("This must be 64 characters, digits and the letters a to f.")


class NonceDiffers(Invalid):
    code = "nonce_differs"
    message = _("This is not the number that your side committed to. Please look for the one that you kept.")


class CategoryNotOffered(Invalid):
    code = "category_not_offered"
    message = _("Choose one of the answers that are offered.")


class SourceNeeded(Invalid):
    code = "source_needed"
    message = _("Name at least one source: what it is, with a link or a file.")


class UnusableLink(Invalid):
    code = "unusable_link"
    message = _("Enter an address of the public web that begins with https:// or http://, without a name or password in it.")


class LanguageMissing(Invalid):
    code = "language_missing"
    message = _("What is published is written in every working language. Missing: %(languages)s.")


class FigureNeeded(Invalid):
    code = "figure_needed"
    message = _("A stereotype is answered with figures by region. Please add at least one.")


class NoFigure(Invalid):
    code = "no_figure"
    message = _("There is no value of this indicator there and then.")


class ClaimBusy(Conflict):
    code = "claim_busy"
    message = _("This claim is being reviewed, or has a finding that stands.")


class CorrectionBegun(Conflict):
    code = "correction_begun"
    message = _("A correction of this claim’s finding is being written. Take it back first: another review may find something else.")


class PanelMovedOn(Conflict):
    code = "panel_moved_on"
    message = _("The panel is not at this step now. Reload the page to see where it stands.")


class AlreadyCommitted(Conflict):
    code = "already_committed"
    message = _("Your side has committed to a number already, or another side to the same one.")


class NonceTooEarly(Conflict):
    code = "nonce_too_early"
    message = _("Not every side has committed to its number yet. Revealed now, yours could be used against the draw. Keep it.")


class HasInterest(Conflict):
    code = "has_interest"
    message = _("You have declared an interest in this claim, so you cannot review it.")


class SeatGone(Conflict):
    code = "seat_gone"
    message = _("This seat is not offered to you now: the time has passed, or you have answered already.")


class ReviewSent(Conflict):
    code = "review_sent"
    message = _("Your review has been submitted. It cannot be changed.")


class ReviewOpen(Conflict):
    code = "review_open"
    message = _("The reviews are not closed on every side yet. Nothing can be found before.")


class FindingMovedOn(Conflict):
    code = "finding_moved_on"
    message = _("This finding cannot be changed now. Reload the page to see where it stands.")


class FiguresMoved(Conflict):
    code = "figures_moved"
    message = _("Figures that this finding rests on have changed since they were added. Add them again, or take them out.")


class DissentWritten(Conflict):
    code = "dissent_written"
    message = _("Your dissent stands beside the finding already.")


class AppealDecided(Conflict):
    code = "appeal_decided"
    message = _("This appeal has its answer already.")


class AppealHidden(Conflict):
    code = "appeal_hidden"
    message = _("This appeal is hidden already.")


class PlaceNeeded(Invalid):
    code = "place_needed"
    message = _("Say where the claim was seen: a link, or in words.")


class RatingInside(Invalid):
    code = "rating_inside"
    message = _("Write the claim as it circulates, without saying whether it is true.")


class NotSeenYet(Invalid):
    code = "not_seen_yet"
    message = _("Enter the day when it was seen: not in the future, not before 1990.")


class TooManyPlaces(Invalid):
    code = "too_many_places"
    message = _("No more than %(most)s places are kept for one claim.")


class SameClaim(Invalid):
    code = "same_claim"
    message = _("Choose another claim of this council that stands in the register itself.")


class ClaimNotFree(Conflict):
    code = "claim_not_free"
    message = _("This is not possible now: the claim is being reviewed, was reviewed, or has been joined or declined meanwhile.")


class OnlyPlace(Conflict):
    code = "only_place"
    message = _("This is the only place where the claim was seen. Add another one first.")


class SeenAlready(Conflict):
    code = "seen_already"
    message = _("This claim has this place already.")
