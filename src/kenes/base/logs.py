"""What logs must not hold: the secret part of private links, which stands in their addresses."""

import logging
import re

# As ids.new_token makes them: the official's link, an invitation, an applicant's link.
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


class HideLinks(logging.Filter):
    """Write an ellipsis instead of the random part of every private link."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if (masked := SECRET.sub("…", line)) != line:
            record.msg, record.args = masked, ()
        return True
