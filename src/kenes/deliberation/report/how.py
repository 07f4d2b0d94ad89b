"""How it was computed: what anyone needs to get the same result again."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.deliberation.report.markup import el
from kenes.deliberation.report.parts import number
from kenes.engine.exports import Note
from kenes.engine.findings.finding import Figures
from kenes.engine.opinions.kenes import Opinions

# What was done by rule while reading, by the reader's code (engine.exports.export.NOTES).
NOTES = {
    "repeated": gettext_lazy("Answers given again by the same person, the latest counts: %(n)s"),
    "same_moment": gettext_lazy("Contradictory answers with the same time stamp, the later line counts: %(n)s"),
    "by_line": gettext_lazy("Contradictory answers in a file without times, the later line counts: %(n)s"),
    "sign_found": gettext_lazy("Sign of votes, told from counts of agreement in the files: %(name)s"),
    "sign_assumed": gettext_lazy("Sign of votes, as usual in this form; the files do not tell it: %(name)s"),
    "sign_asked": gettext_lazy("Sign of votes, as given: %(name)s"),
    "sign_against": gettext_lazy("Counts of agreement in the files that say the opposite: %(n)s"),
    "counts_differ": gettext_lazy("Statements whose counts in the files differ from the votes, the votes count: %(n)s"),
    "column_unused": gettext_lazy("Column that is not used: %(name)s"),
    "without_vote": gettext_lazy("People listed without a vote and left out: %(n)s"),
    "label_unused": gettext_lazy("Labels that do not divide people into 2 to 100 parts, not used: %(name)s"),
    "labels_unmatched": gettext_lazy("People in %(name)s who have not voted, not used: %(n)s"),
}


def note_words(note: Note) -> str:
    return str(NOTES[note.code]) % {"n": number(note.n), "name": note.name}


def kenes_facts(opinions: Opinions) -> list[tuple[str, str]]:
    """Return what is special to the Kenes mode."""
    return [
        (_("Method"), opinions.method),
        (_("Hash of the input"), opinions.input_hash),
        (_("Dimensions of the map, chosen by answers held out"), str(opinions.model.rank)),
        (_("Times the map was drawn"), number(opinions.draws)),
    ]


def how(figures: Figures, special: list[tuple[str, str]]) -> Element:
    """Return the last section."""
    left_out = len(figures.export.statements) - len(figures.analysed)
    facts = [
        *special,
        (_("Seed"), str(figures.seed)),
        (_("Source"), figures.export.source),
        (_("Rejected and meta statements, left out"), number(left_out) if left_out else ""),
        (_("Done by rule while reading"), "; ".join(note_words(note) for note in figures.notes)),
    ]
    words = _(
        "Figures are computed from the file as it is: small cells are not withheld. Before publishing any of it, "
        "make sure that no single answer can be read from it."
    )
    listed = [part for name, value in facts if value for part in (el("dt", name), el("dd", value))]
    return el("section", el("h2", _("How it was computed")), el("dl", listed, class_="how"), el("p", words, class_="note"))
