"""Starting the production server."""

import socket

from tests.deployment.start import start
from tests.site import free_port


def serve_check(tmp_path, **environment):
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    return start("-m", "fip_tracker.serve", "--check", **(database | environment))


def test_it_says_nothing_when_nothing_is_wrong(tmp_path):
    done = serve_check(tmp_path, PORT=str(free_port()))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_settings_that_must_not_go_out_stop_it(tmp_path):
    done = serve_check(tmp_path, PORT=str(free_port()), DEBUG="1", ALLOWED_HOSTS="*")
    assert done.returncode == 1
    assert done.stderr.startswith("DEBUG is on for everybody who reaches this machine. Take DEBUG away")
    assert len(done.stderr.splitlines()) == 1


def test_settings_that_are_only_unwise_do_not(tmp_path):
    done = serve_check(tmp_path, PORT=str(free_port()), HOST="0.0.0.0")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = serve_check(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} can't be used (Address already in use): choose another")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    done = serve_check(tmp_path, DATABASE_URL=f"postgres://me:hunter2@127.0.0.1:{free_port()}/tracker")
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer (")
    assert len(done.stderr.splitlines()) == 1
    assert "hunter2" not in done.stderr
