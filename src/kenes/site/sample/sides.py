"""What each side of the bilateral sample council does for itself: it talks in its private room, and its own government answers it."""

from collections.abc import Sequence
from typing import Any

from kenes.councils.models import Member
from kenes.promotion.acts import ReplyGiven, answer_dispatch, confirm_sender
from kenes.recommendations.models import Recommendation
from kenes.sides.acts import open_thread, write_note, write_text
from kenes.site.sample.content import read, text
from kenes.site.sample.people import Cast

ORIGINALS = ("kk", "ru")  # in which a side talks among its own


def talk_in_rooms(cast: Cast) -> None:
    """Open two conversations in the room of each side: a note, a reply, and in one of them a draft of its position."""
    for place, row in enumerate(read("sides")["rooms"]):
        number, original = row["side"], ORIGINALS[row["side"]]
        secretary, chair = cast.secretaries[number], cast.chairs[number]
        member = next(seat for seat in cast.everyone() if seat.side_id == secretary.side_id)
        words: dict[str, Any] = {name: text(row[name], original) for name in ("heading", "note", "reply", "position") if name in row}
        key = f"sample-room-{place}"
        thread = open_thread(by=secretary, heading=words["heading"], words=words["note"], client_key=key)
        write_note(by=member, thread=thread, words=words["reply"], client_key=f"{key}-reply")
        if "position" in words:
            write_text(by=chair, thread=thread, words=words["position"])


def answer(recommendation: Recommendation, tokens: Sequence[str], secretaries: Sequence[Member]) -> None:
    """Let both governments answer the same recommendation; each institute confirms the sender at its own."""
    for number, (token, secretary, row) in enumerate(zip(tokens, secretaries, read("sides")["answers"], strict=True)):
        reply = ReplyGiven(recommendation=recommendation, response=row["response"], reason=text(row["reason"], ORIGINALS[number]))
        name, position = row["sender"]
        given = answer_dispatch(token=token, sender_name=name, sender_position=position, replies=[reply])
        confirm_sender(by=secretary, answer=given, note="Кеңсесіне қоңырау шалынды (үлгі деректер)")
