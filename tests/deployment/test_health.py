import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from fip_tracker import health


def test_healthz_needs_no_database(client):
    response = client.get("/healthz")  # without django_db, pytest refuses any query
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_is_content_when_all_migrations_are_applied(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_names_a_migration_that_waits_without_details(client):
    newest = MigrationRecorder.Migration.objects.filter(app="priorities").latest("name")
    MigrationRecorder(connection).record_unapplied("priorities", newest.name)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready: migrations are waiting\n")


@pytest.mark.django_db
def test_readyz_names_a_database_that_does_not_answer_without_details(client, monkeypatch):
    def refuse() -> None:
        raise DatabaseError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready: the database does not answer\n")


@pytest.mark.django_db
def test_readyz_asks_the_replica_too(client, monkeypatch):
    """Public pages are read there."""

    class Gone:
        def cursor(self) -> None:
            raise DatabaseError("connection to 10.0.0.8 refused")

    monkeypatch.setattr(health, "connections", {"default": connection, "replica": Gone()})
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready: the replica does not answer\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_probes_answer_get_and_head_only(client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
