"""Acts of this room: the only writers."""

from kenes.situation.acts.practices import change_practice, confirm_practice, publish_practice, share_practice, withdraw_practice

__all__ = ["change_practice", "confirm_practice", "publish_practice", "share_practice", "withdraw_practice"]
