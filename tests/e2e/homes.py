"""The homes of players' sockets: a test is run on both, unless what it says is of one alone."""

from __future__ import annotations

import pytest

SERVERLESS = "serverless"
DEDICATED = "dedicated"
HOMES = (SERVERLESS, DEDICATED)

ON_FUNCTIONS = pytest.mark.parametrize("home", [SERVERLESS], indirect=True)
"""About Lambda functions, or about HTTP alone, which is the same function for both."""

ON_GATEWAY = pytest.mark.parametrize("home", [DEDICATED], indirect=True)
