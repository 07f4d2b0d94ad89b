"""What a verdict's answers say together (docs/methods/verdict.md). Pure: no database, no clock."""

from collections.abc import Mapping

VALUES = ("done", "in_part", "not_done")


def outcome(counts: Mapping[str, int], least: int) -> str:
    """Return "done", "in_part", "not_done" or "not_known" for counts of answers.

    "Cannot tell" is not an answer. Fewer than `least` answers: not known. Otherwise the median answer on the scale
    not done < in part < done; where the median falls between two of them, in part. So "done" needs more than half.
    """
    done, in_part, not_done = (counts.get(value, 0) for value in VALUES)
    answers = done + in_part + not_done
    if answers < max(least, 1):
        return "not_known"
    if 2 * done > answers:
        return "done"
    if 2 * not_done > answers:
        return "not_done"
    return "in_part"
