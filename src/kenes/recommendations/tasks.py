"""What happens without anybody asking: votes close when their time has come, and those who have not voted are reminded."""

import logging

from kenes.recommendations import acts, queries
from kenes.recommendations.acts import secrecy
from kenes.recommendations.errors import AlreadyClosed, CountsDiffer, TextChanged, VotingOpen

log = logging.getLogger(__name__)


def tick() -> None:
    """Close what is due, remind those who have not voted, and finish removing the traces of closed ballots."""
    for adoption in queries.due_adoptions():
        try:
            acts.close_adoption(adoption=adoption)
        except (AlreadyClosed, VotingOpen):
            continue  # somebody was faster, between the query and the lock
        except (TextChanged, CountsDiffer) as error:
            log.error("adoption %s cannot be closed: %s", adoption.public_id, error.code)
    for adoption in queries.adoptions_to_remind():
        acts.remind_voters(adoption=adoption)
    if queries.closed_lately():
        secrecy.scrub()
