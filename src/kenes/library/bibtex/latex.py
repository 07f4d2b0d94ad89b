"""What LaTeX writes instead of letters, and back: `M\\"{u}ller` is Müller, `\\cyra` is а."""

import re
import unicodedata

# The command of an accent -> the combining sign that follows the letter.
ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    '"': "\u0308",
    "u": "\u0306",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
CYRILLIC = {
    "a": "а",
    "b": "б",
    "v": "в",
    "g": "г",
    "d": "д",
    "e": "е",
    "yo": "ё",
    "zh": "ж",
    "z": "з",
    "i": "и",
    "ishrt": "й",
    "k": "к",
    "l": "л",
    "m": "м",
    "n": "н",
    "o": "о",
    "p": "п",
    "r": "р",
    "s": "с",
    "t": "т",
    "u": "у",
    "f": "ф",
    "h": "х",
    "c": "ц",
    "ch": "ч",
    "sh": "ш",
    "shch": "щ",
    "hrdsn": "ъ",
    "ery": "ы",
    "sftsn": "ь",
    "erev": "э",
    "yu": "ю",
    "ya": "я",
    "schwa": "ә",
    "ghcrs": "ғ",
    "kdsc": "қ",
    "ndsc": "ң",
    "otld": "ө",
    "yhcrs": "ұ",
    "y": "ү",
    "shha": "һ",
    "ii": "і",
}
SYMBOLS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "textendash": "–",
    "textemdash": "—",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "guillemotleft": "«",
    "guillemotright": "»",
    "ldots": "…",
    "dots": "…",
    "S": "§",
    "copyright": "©",
    "textdegree": "°",
    "euro": "€",
    "texteuro": "€",
    "textnumero": "№",
    "newline": "\n",
    "par": "\n\n",
    **{f"cyr{name}": letter for name, letter in CYRILLIC.items()},
    **{f"CYR{name.upper()}": letter.upper() for name, letter in CYRILLIC.items()},
}
# Commands that say how something looks: what they stand before stays.
LOOKS = frozenset(
    (
        *("emph", "textit", "textbf", "textsc", "texttt", "textrm", "textsf", "textup", "textsl", "text", "mbox", "url"),
        *("it", "bf", "em", "sc", "tt", "rm", "sf", "sl", "uppercase", "lowercase", "ensuremath", "relax"),
    )
)
LITERAL = frozenset("&%$#_{}")
NOTHING = frozenset("-/,!;:")
TOKEN = re.compile(r"\\([A-Za-z]+)[ \t\n]*|\\(.)|([{}])|(---?|``|'')|([^\\{}\-`']+)|(.)", re.DOTALL)
LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
ESCAPES = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "\n": r"{\newline}",
}
DOUBLED = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<= )(?= )")


def plain(value: str) -> str:
    """Return the text that a value stands for: accents as letters, no braces, no commands of how it looks."""
    out: list[str] = []
    accent = ""
    for command, sign, brace, ligature, words, other in TOKEN.findall(value):
        if command in ACCENTS or sign in ACCENTS:
            accent = ACCENTS[command or sign]
            continue
        if brace:
            accent = accent if brace == "{" else ""
            continue
        text = meant(command, sign, words) if not (ligature or other) else LIGATURES.get(ligature, ligature) + other
        if accent and text:
            text, accent = accented(text, accent), ""
        out.append(text)
    return unicodedata.normalize("NFC", "".join(out)).strip()


def meant(command: str, sign: str, words: str) -> str:
    if command:
        return SYMBOLS.get(command, "" if command in LOOKS else f"\\{command} ")
    if sign:
        return sign if sign in LITERAL else "" if sign in NOTHING else " " if sign.isspace() else "\n" if sign == "\\" else f"\\{sign}"
    return re.sub(r"[ \t\n]+", " ", words.replace("~", " "))


def accented(text: str, accent: str) -> str:
    first = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
    return first + accent + text[1:]


def latex(text: str) -> str:
    """Return a text as a value, such that `plain` gives the same text again. Letters stay letters."""
    apart = DOUBLED.sub("\0", text)
    return "".join(ESCAPES.get(sign, "{}" if sign == "\0" else sign) for sign in apart)


def split(value: str, separator: re.Pattern[str]) -> list[str]:
    """Cut a value at separators that stand outside braces."""
    parts, depth, begun = [], 0, 0
    for match in re.finditer(f"([{{}}])|(?:{separator.pattern})", value, separator.flags):
        if match[1]:
            depth += 1 if match[1] == "{" else -1
        elif depth == 0:
            parts.append(value[begun : match.start()])
            begun = match.end()
    return [*parts, value[begun:]]
