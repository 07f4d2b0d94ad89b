"""What the acts of this room refuse."""

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile, Conflict, Invalid


class UnusableDate(Invalid):
    code = "unusable_date"
    message = _("Write the date as 2024, 2024-05 or 2024-05-17.")


class UnusableLanguage(Invalid):
    code = "unusable_language"
    message = _("Languages are codes of two or three letters, such as kk, ru, en.")


class UnusableDoi(Invalid):
    code = "unusable_doi"
    message = _("A DOI looks like 10.1234/abcd. Leave the field empty if the paper has none.")


class UnusableLink(Invalid):
    code = "unusable_link"
    message = _("A link begins with https:// or http:// and names a host.")


class ForeignSide(Invalid):
    code = "foreign_side"
    message = _("Choose at least one side of this council.")


class TooManyNames(Invalid):
    code = "too_many_names"
    message = _("At most %(most)s lines fit here, each of at most %(length)s characters.")


class NothingToRead(Invalid):
    code = "nothing_to_read"
    message = _("Give a file or a link: otherwise nobody can read this version.")


class PaperWithdrawn(Conflict):
    code = "paper_withdrawn"
    message = _("This paper was withdrawn.")


class PaperChanged(Conflict):
    code = "paper_changed"
    message = _("The paper was changed while you were reading. Please read it again.")


class NotUsable(Conflict):
    code = "not_usable"
    message = _("Papers can be shown with issues, practices, deliberations, recommendations, topics, claims and findings of this council.")


class BadBibtex(BadFile):
    """A BibTeX file that cannot be read; `line` and `column` name the place, from 1."""

    code = "bad_bibtex"

    def __init__(self, why: object, line: int, column: int) -> None:
        self.why, self.line, self.column = why, line, column
        super().__init__(_("Line %(line)s, column %(column)s: %(why)s"), field="file", line=line, column=column, why=why)
