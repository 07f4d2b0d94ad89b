"""What attackers can do to a joint finding: exact binomial probabilities, 12 + 12 seats (docs/methods/joint-review.md).

Honest reviewers of a side support a category with probability 0.85 (a claim that is true for both sides) or 0.85 and 0.15 (one
that a single side likes). Attackers hold a fifth of the seats of both sides and always say what helps the partisan claim and
hurts the true one. For comparison: attackers who turn each honest answer of their seats into its opposite, and panels of 8 + 8.
"""

from run import figure

from kenes.engine.joint_finding import acceptance

TRUE, PARTISAN = (0.85, 0.85), (0.85, 0.15)
BOUGHT = 0.2


def bought(support: tuple[float, float], says: float) -> list[float]:
    """Support of each side when a share of its reviews is written by attackers, who support with probability `says`."""
    return [share * (1 - BOUGHT) + BOUGHT * says for share in support]


def flipped(support: tuple[float, float]) -> list[float]:
    """Support of each side when a share of its reviews says the opposite of what it honestly would."""
    return [share * (1 - BOUGHT) + BOUGHT * (1 - share) for share in support]


def main() -> None:
    figure("findings_partisan_accepted_attacked", 100 * acceptance(bought(PARTISAN, 1.0), 12), "%", "<=0.5")
    figure("findings_partisan_accepted", 100 * acceptance(PARTISAN, 12), "%", "<=0.5")
    figure("findings_true_accepted", 100 * acceptance(TRUE, 12), "%", ">=80")
    figure("findings_true_accepted_attacked", 100 * acceptance(bought(TRUE, 0.0), 12), "%", ">=0")
    figure("findings_partisan_accepted_flipped", 100 * acceptance(flipped(PARTISAN), 12), "%", "<=0.5")
    figure("findings_true_accepted_flipped", 100 * acceptance(flipped(TRUE), 12), "%", ">=0")
    figure("findings_true_accepted_8", 100 * acceptance(TRUE, 8), "%", ">=0")
    figure("findings_partisan_accepted_8_attacked", 100 * acceptance(bought(PARTISAN, 1.0), 8), "%", ">=0")


if __name__ == "__main__":
    main()
