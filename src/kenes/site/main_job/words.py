"""What is said in the main job: plain texts in three languages, marked as sample."""

from kenes.base.text import Text


def said(kk: str, ru: str, en: str) -> Text:
    return Text.in_all("en", en=en, ru=ru, kk=kk)


COUNCIL = said(
    "Сынақ кеңесі",
    "Пробный совет",
    "Trial council",
)
PURPOSE = said(
    "Нақты талқылауды бүкіл тізбектен өткізу үшін.",
    "Чтобы провести настоящее обсуждение по всей цепочке.",
    "To take a real conversation along the whole chain.",
)
INSTITUTE = said(
    "Үлгі институт",
    "Демонстрационный институт",
    "Sample institute",
)
SIGNAL = said(
    "Тұрғындар пікірін айтты, бірақ жауап алған жоқ.",
    "Люди высказались, но ответа не получили.",
    "People spoke, but got no answer.",
)
ISSUE = said(
    "Талқылау нәтижесі жауапсыз қалды",
    "Итоги обсуждения остались без ответа",
    "A discussion's outcome got no answer",
)
SUMMARY = said(
    "Импортталған талқылауға жүздеген адам қатысты; ең кең қолдау тапқан тұжырымдар төменде келтірілген.",
    "В импортированном обсуждении участвовали сотни людей; ниже – тезисы с самой широкой поддержкой.",
    "Hundreds took part in the imported conversation; below are the statements with the broadest agreement.",
)
TITLE = said(
    "Ең кең қолдау тапқан тұжырымдар бойынша әрекет ету",
    "Действовать по тезисам с самой широкой поддержкой",
    "Act on the statements with the broadest agreement",
)
RATIONALE = said(
    "Бұл тұжырымдарды қатысушылардың басым көпшілігі қолдайды.",
    "Эти тезисы поддерживает подавляющее большинство участников.",
    "The great majority of participants agree with these statements.",
)
BODY = said(
    "Үлгі министрлік",
    "Демонстрационное министерство",
    "Sample ministry",
)
UNIT = said(
    "Үлгі департамент",
    "Демонстрационный департамент",
    "Sample department",
)
ANSWER = said(
    "Ұсыным қабылданды (үлгі деректер).", "Рекомендация принята (демонстрационные данные).", "The recommendation is accepted (sample data)."
)
PROGRESS = said(
    "Орындалды (үлгі деректер).",
    "Выполнено (демонстрационные данные).",
    "Done (sample data).",
)
EVIDENCE = said(
    "Өз өңірімде көрдім (үлгі деректер).", "Видно в моём регионе (демонстрационные данные).", "Seen in my region (sample data)."
)


def recommendation(statements: list[Text]) -> Text:
    """Return the recommendation's text, which quotes the statements in the language they were written in."""
    quotes = "\n\n".join(f"{number}. «{statement.original_text}»" for number, statement in enumerate(statements, 1))
    return said(
        f"Мемлекеттік органға: мына тұжырымдар бойынша іс-қимыл жоспарын жариялау.\n\n{quotes}",
        f"Государственному органу: опубликовать план действий по следующим тезисам.\n\n{quotes}",
        f"To the body: publish a plan of action on the following statements.\n\n{quotes}",
    )
