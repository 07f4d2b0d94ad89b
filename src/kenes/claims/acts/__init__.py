"""Acts of this room: the only writers."""

from kenes.claims.acts.appeals import agree_answer, answer_appeal, appeal, hide_appeal, show_appeal
from kenes.claims.acts.closing import close_panel
from kenes.claims.acts.findings import (
    agree_finding,
    bind_figures,
    correct_finding,
    dissent_from_finding,
    drop_correction,
    reopen_for_figures,
    unbind_figures,
    write_finding,
)
from kenes.claims.acts.panels import commit_nonce, declare_interest, freeze_pool, open_panel, reveal_nonce, void_draw
from kenes.claims.acts.reviews import write_review
from kenes.claims.acts.seats import accept_seat, decline_seat, remind_reviewers, replace_seats

__all__ = [
    "accept_seat",
    "agree_answer",
    "agree_finding",
    "answer_appeal",
    "appeal",
    "bind_figures",
    "close_panel",
    "commit_nonce",
    "correct_finding",
    "declare_interest",
    "decline_seat",
    "dissent_from_finding",
    "drop_correction",
    "freeze_pool",
    "hide_appeal",
    "open_panel",
    "remind_reviewers",
    "reopen_for_figures",
    "replace_seats",
    "reveal_nonce",
    "show_appeal",
    "unbind_figures",
    "void_draw",
    "write_finding",
    "write_review",
]
