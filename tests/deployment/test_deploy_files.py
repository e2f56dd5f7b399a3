"""The files under docs/deploy, by the programs that will read them."""

import re
import shutil
import subprocess

from tests.deployment.start import ROOT, SECRET_KEY, start
from tests.missing import skip_for_lack_of

DEPLOY = ROOT / "docs" / "deploy"


def shipped_environment() -> dict[str, str]:
    lines = (DEPLOY / "fip-tracker.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_shipped_settings_pass_the_deployment_checks(tmp_path):
    (tmp_path / "staticfiles.json").write_text("{}")
    environment = shipped_environment() | {"SECRET_KEY": SECRET_KEY, "STATIC_ROOT": str(tmp_path)}
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_shipped_settings_do_not_start_without_a_key():
    done = start("manage.py", "check", **(shipped_environment() | {"SECRET_KEY": shipped_environment()["SECRET_KEY"]}))
    assert done.stderr.startswith("SECRET_KEY is not set")


def test_units_are_valid_and_run_commands_that_exist():
    if not shutil.which("systemd-analyze"):
        skip_for_lack_of("systemd-analyze", "systemd")
    units = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    not_installed = r".*Command /opt/fip-tracker/\.venv/bin/python is not executable: No such file or directory"
    assert [line for line in done.stderr.splitlines() if not re.fullmatch(not_installed, line)] == []
    for unit in DEPLOY.glob("*.timer"):
        assert unit.with_suffix(".service").is_file()
    commands = re.findall(r"manage\.py (\w+)", "".join(unit.read_text() for unit in DEPLOY.glob("*.service")))
    for command in commands:
        assert (ROOT / "priorities" / "management" / "commands" / f"{command}.py").is_file()


def test_nginx_accepts_its_file(tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        skip_for_lack_of("nginx", "nginx-light")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    self_sign(key, certificate)
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/fip-tracker", str(tmp_path))
    (tmp_path / "site.conf").write_text(site)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def self_sign(key, certificate) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,DNS:tracker.example.org", "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)


def test_the_image_holds_no_secret_and_runs_as_nobody_special():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert ignored[0] == "**"
    assert not {"!.env", "!.git"} & set(ignored)
    image = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER fip-tracker$", image, re.MULTILINE)
    assert "--require-hashes" in image
    assert "SECRET_KEY=" not in re.sub(r"SECRET_KEY=\"\$\(", "", image)
