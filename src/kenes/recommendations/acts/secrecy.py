"""How the two tables of a secret ballot forget who voted what (docs/methods/secret-ballot.md).

Marking the voter and adding the ballot is one transaction: a vote that is lost or counted twice would be worse than a
trace. So that the shared transaction tells nothing, all ballots of the adoption are written anew with each one that is
cast: whoever looks at the table later finds all of them in one random order, from one transaction, under new keys.
"""

import logging
import random
from collections.abc import Sequence

from django.db import DatabaseError, connection

from kenes.recommendations.models import Adoption, Ballot, Voter

log = logging.getLogger(__name__)
TABLES = (Voter._meta.db_table, Ballot._meta.db_table)
system_random = random.SystemRandom()


def put_in(adoption: Adoption, value: str) -> None:
    """Add one ballot and write all of them anew, in random order with new keys. Needs the lock on the adoption."""
    write_ballots(adoption, [*Ballot.objects.filter(adoption=adoption).values_list("value", flat=True), value])


def rewrite(adoption: Adoption, *, keep_ballots: bool) -> None:
    """Write both tables' rows of an adoption anew, in random order with new keys. Needs the lock on the adoption."""
    write_ballots(adoption, list(Ballot.objects.filter(adoption=adoption).values_list("value", flat=True)) if keep_ballots else [])
    fields = ("member_id", "side_id", "region_id", "has_voted", "value")
    voters = list(Voter.objects.filter(adoption=adoption).values(*fields))
    system_random.shuffle(voters)
    Voter.objects.filter(adoption=adoption).delete()
    Voter.objects.bulk_create(Voter(adoption=adoption, **voter) for voter in voters)


def write_ballots(adoption: Adoption, values: Sequence[str]) -> None:
    shuffled = list(values)
    system_random.shuffle(shuffled)
    Ballot.objects.filter(adoption=adoption).delete()
    Ballot.objects.bulk_create(Ballot(adoption=adoption, value=value) for value in shuffled)


def scrub() -> bool:
    """Remove the old rows from the files, as far as the database allows; return whether it did. Runs after the commit.

    SQLite: the write-ahead log is emptied (deleted rows are overwritten, `secure_delete`). PostgreSQL: both tables are vacuumed.
    """
    if connection.in_atomic_block:
        return False  # a caller's transaction is still open: tasks.tick comes back to it
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = bool(cursor.fetchone()[0])
            else:
                cursor.execute(f"VACUUM {', '.join(TABLES)}")
                busy = False
    except DatabaseError as error:
        log.warning("traces of closed ballots are not yet removed: %s", type(error).__name__)
        return False
    if busy:
        log.warning("traces of closed ballots are not yet removed: the database is busy")
    return not busy
