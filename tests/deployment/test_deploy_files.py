"""The files under docs/deploy, by the programs that will read them."""

import re
import shutil
import subprocess
import sys

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


def test_temporary_files_go_to_a_folder_that_is_no_memory():
    unit = (DEPLOY / "fip-tracker.service").read_text()
    folder = re.search(r"^Environment=TMPDIR=/var/cache/(\S+)$", unit, re.MULTILINE)
    assert folder
    assert f"\nCacheDirectory={folder[1]}\n" in unit  # systemd makes it, and lets the account write there
    composed = (DEPLOY / "compose.yaml").read_text()
    assert f"TMPDIR: /var/cache/{folder[1]}" in composed
    assert f"volumes: [scratch:/var/cache/{folder[1]}]" in composed
    assert f"--owner fip-tracker --mode 700 /var/cache/{folder[1]}" in (DEPLOY / "Dockerfile").read_text()


def section(title: str) -> str:
    return (ROOT / "docs" / "operating.md").read_text().partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_an_upgrade_takes_each_step_that_the_new_version_needs():
    """Catalogues are compiled where they are installed, so an upgrade without that would show old words."""
    steps = section("Upgrade")
    made = [line for line in section("First installation").splitlines() if re.search("pip install|pybabel", line)]
    assert len(made) == 2
    assert [line for line in made if line not in steps] == []
    for command in ("collectstatic", "migrate", "verify_record"):
        assert f"manage.py {command}" in steps
    assert steps.index("pybabel") < steps.index("systemctl start fip-tracker\n")


def test_the_line_that_compiles_catalogues_does(tmp_path):
    (tmp_path / ".venv").symlink_to(sys.prefix)
    catalogues = sorted((ROOT / "priorities" / "locale").glob("*/LC_MESSAGES/django.po"))
    for catalogue in catalogues:
        copy = tmp_path / catalogue.relative_to(ROOT)
        copy.parent.mkdir(parents=True)
        shutil.copy(catalogue, copy)
    line = next(line for line in section("Upgrade").splitlines() if "pybabel" in line)
    subprocess.run(["sh", "-ec", line], cwd=tmp_path, check=True, capture_output=True)
    assert len(list(tmp_path.glob("priorities/locale/*/LC_MESSAGES/django.mo"))) == len(catalogues) == 2


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
