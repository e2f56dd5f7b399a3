"""What holds for the code as a whole."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LOCKS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"]


def test_import_contracts_are_kept(monkeypatch):
    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_every_template_compiles(template):
    get_template(str(template.relative_to(TEMPLATES)))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda file: file.name)
def test_locks_pin_every_package_by_hash_and_name_no_host(lock):
    text = lock.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    packages = re.split(r"\n(?=[a-z0-9])", text)
    assert len(packages) > 10
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z-]+\])?==\S+ ", package), package
        assert "--hash=sha256:" in package, package


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_extras_stand_in_the_lock(lock):
    """Without them the pip of Python 3.11 finds a newer release for a name with extras, and refuses it."""
    asked = re.findall(r"^[a-z0-9-]+\[[a-z-]+\]", lock.with_suffix(".in").read_text(), re.MULTILINE)
    assert asked
    assert [name for name in asked if f"\n{name}==" not in lock.read_text()] == []


def test_what_is_tested_is_what_runs():
    """The development lock takes the service's packages in the service's versions."""
    base, dev = (set(re.findall(r"^\S+==\S+", lock.read_text(), re.MULTILINE)) for lock in LOCKS)
    assert base <= dev
