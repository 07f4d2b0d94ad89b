"""Who sits, in the drawn order: of each institute one at a time. Who has to wait keeps their place in the order."""

from collections.abc import Collection, Mapping, Sequence


def seated(order: Sequence[int], institutes: Mapping[int, str], seats: int) -> list[int]:
    """Return the first `seats` numbers of the order of whose institute nobody sits yet; the others stay in reserve, in their order."""
    sitting: list[int] = []
    for number in order:
        if len(sitting) < seats and institutes[number] not in {institutes[one] for one in sitting}:
            sitting.append(number)
    return sitting


def next_in_reserve(order: Sequence[int], institutes: Mapping[int, str], asked: Collection[int], sitting: Collection[int]) -> int | None:
    """Return who is asked next when a seat is free: the first of the order never asked and of whose institute nobody sits, or None."""
    taken = {institutes[number] for number in sitting}
    return next((number for number in order if number not in asked and institutes[number] not in taken), None)


def room_for(institutes: Collection[str]) -> int:
    """Return how many people of a side can sit together: as many as there are institutes."""
    return len(set(institutes))
