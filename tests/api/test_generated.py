"""Requests made up from the API's own description: none breaks it, and it answers as it says it does."""

from typing import Any

import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

# Without the page cache in front, which would ask a database while tests are being collected, and without the signals
# that end a request: they would close the connection whose transaction the test rolls back.
answering = ClientHandler()


def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The site as seen from this machine, by its name in tests."""
    response: Any = answering({**environ, "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "testserver"})
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schema.parametrize()
@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_documented_one(record: None, case: schemathesis.Case) -> None:
    response = case.call()
    case.validate_response(response, checks=CHECKS)
