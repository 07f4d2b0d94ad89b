from django.urls import URLPattern, URLResolver, path

from kenes.meetings.views import agenda_results as result_pages
from kenes.meetings.views import agendas as agenda_pages
from kenes.meetings.views import attendance, calendars, live, questions
from kenes.meetings.views import meetings as meeting_pages
from kenes.meetings.views import minutes as minutes_pages
from kenes.meetings.views import tasks as task_pages
from kenes.meetings.views import topics as topic_pages

AGENDA = "meetings/<str:meeting>/agenda/"
TOPICS = f"{AGENDA}topics/"
TOPIC = f"{TOPICS}<str:topic>/"
MINUTES = "meetings/<str:meeting>/minutes/"
PARAGRAPH = f"{MINUTES}<str:paragraph>/"

agendas: list[URLPattern | URLResolver] = [
    path(AGENDA, agenda_pages.agenda, name="agenda"),
    path(f"{AGENDA}rule/", agenda_pages.open_agenda, name="open-agenda"),
    path(f"{AGENDA}open-approving/", agenda_pages.open_approving, name="open-approving"),
    path(f"{AGENDA}approve/", agenda_pages.approve_topics, name="approve-topics"),
    path(f"{AGENDA}form/", agenda_pages.form_agenda, name="form-agenda"),
    path(f"{AGENDA}confirm/", agenda_pages.confirm_agenda, name="confirm-agenda"),
    path(f"{AGENDA}change/", agenda_pages.change_agenda, name="change-agenda"),
    path(f"{AGENDA}replay/", agenda_pages.replay_agenda, name="replay-agenda"),
    path(f"{AGENDA}mine/", result_pages.my_share, name="my-share"),
    path(f"{AGENDA}certificate/", result_pages.certificate, name="agenda-certificate"),
    path(f"{AGENDA}data.<str:format>/", result_pages.data, name="agenda-data"),
    path(TOPICS, topic_pages.topics, name="topics"),
    path(f"{TOPICS}new/", topic_pages.new_topic, name="new-topic"),
    path(f"{TOPICS}close/", topic_pages.close_list, name="close-topics"),
    path(TOPIC, topic_pages.topic, name="topic"),
    path(f"{TOPIC}change/", topic_pages.change_topic, name="change-topic"),
    path(f"{TOPIC}withdraw/", topic_pages.withdraw_topic, name="withdraw-topic"),
    path(f"{TOPIC}decline/", topic_pages.decline_topic, name="decline-topic"),
    path(f"{TOPIC}readmit/", topic_pages.readmit_topic, name="readmit-topic"),
    path(f"{TOPIC}mandatory/", topic_pages.mark_mandatory, name="mark-mandatory"),
    path(f"{TOPIC}not-mandatory/", topic_pages.unmark_mandatory, name="unmark-mandatory"),
    path(f"{TOPIC}join/", topic_pages.join_topics, name="join-topics"),
    path(f"{TOPIC}apart/", topic_pages.undo_join, name="undo-join"),
    path(f"{TOPIC}offers/<str:offer>/", topic_pages.answer_join, name="answer-join"),
]

minutes: list[URLPattern | URLResolver] = [
    path(MINUTES, minutes_pages.minutes, name="minutes"),
    path(f"{MINUTES}draft/", minutes_pages.draft_minutes, name="draft-minutes"),
    path(f"{MINUTES}send/", minutes_pages.send_minutes, name="send-minutes"),
    path(f"{MINUTES}agree/", minutes_pages.agree_minutes, name="agree-minutes"),
    path(f"{MINUTES}confirm/", minutes_pages.confirm_minutes, name="confirm-minutes"),
    path(f"{MINUTES}new/", minutes_pages.new_paragraph, name="new-paragraph"),
    path(PARAGRAPH, minutes_pages.minutes_paragraph, name="minutes-paragraph"),
    path(f"{PARAGRAPH}remove/", minutes_pages.remove_paragraph, name="remove-paragraph"),
    path(f"{PARAGRAPH}object/", minutes_pages.object_paragraph, name="object-paragraph"),
    path(f"{PARAGRAPH}bracket/", minutes_pages.bracket_paragraph, name="bracket-paragraph"),
    path(f"{PARAGRAPH}brackets/<int:number>/", minutes_pages.offer_wording, name="offer-wording"),
    path(f"{PARAGRAPH}brackets/<int:number>/take/<int:place>/", minutes_pages.take_wording, name="take-wording"),
]

MEETING = "meetings/<str:meeting>/"
QUESTION = f"{MEETING}questions/<str:question>/"

meetings: list[URLPattern | URLResolver] = [
    path("meetings/", meeting_pages.meetings, name="meetings"),
    path("meetings/new/", meeting_pages.new_meeting, name="new-meeting"),
    path("meetings/calendar/", calendars.calendar_link, name="calendar-link"),
    path("meetings/calendar.ics/", calendars.meeting_calendar, name="meeting-calendar"),
    path("meetings/calendar/<str:token>/", calendars.my_calendar, name="my-calendar"),
    path(MEETING, meeting_pages.meeting, name="meeting"),
    path(f"{MEETING}change/", meeting_pages.change_meeting_page, name="change-meeting"),
    path(f"{MEETING}publish/", meeting_pages.publish_meeting_page, name="publish-meeting"),
    path(f"{MEETING}cancel/", meeting_pages.cancel_meeting_page, name="cancel-meeting"),
    path(f"{MEETING}documents/", meeting_pages.meeting_document, name="meeting-document"),
    path(f"{MEETING}answer/", attendance.meeting_answer, name="meeting-answer"),
    path(f"{MEETING}attendance/", attendance.meeting_attendance, name="meeting-attendance"),
    path(f"{MEETING}meeting.ics/", calendars.meeting_ics, name="meeting-ics"),
    path(f"{MEETING}live/", live.live_page, name="live"),
    path(f"{MEETING}live/state/", live.live_state, name="live-state"),
    path(f"{MEETING}run/", live.run_meeting, name="run-meeting"),
    path(f"{MEETING}questions/", questions.meeting_questions, name="meeting-questions"),
    path(f"{MEETING}questions/new/", questions.ask_page, name="ask"),
    path(QUESTION, questions.question, name="question"),
    path(f"{QUESTION}support/", questions.support_question_page, name="support-question"),
    path(f"{QUESTION}answer/", questions.answer_question_page, name="answer-question"),
    path("tasks/", task_pages.tasks, name="tasks"),
    path("tasks/<str:task>/", task_pages.task, name="task"),
]

urlpatterns: list[URLPattern | URLResolver] = [*agendas, *meetings, *minutes]
