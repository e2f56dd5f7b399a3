"""Versions of the site that share a cache find only what is their own."""

from fip_tracker.build import PARTS, build_of
from tests.deployment.start import PRODUCTION, ROOT, setting

PREFIX = "CACHES['default'].get('KEY_PREFIX')"
SHARED = {"CACHE_URL": "filecache:///tmp/no-such-folder"}


def a_project(folder):
    for name in ("fip_tracker/page.py", "priorities/locale/fr/django.mo", "priorities/static/site.css"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name)
    for name in ("requirements/base.txt", "templates/embed/badge.svg", "priorities/choices.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_each_part_of_the_project_makes_it_another(tmp_path):
    builds = {build_of(tmp_path), build_of(tmp_path, "https://tracker.test")}
    files = a_project(tmp_path)
    builds.add(build_of(tmp_path))
    for file in files:
        file.write_text("Changed.")
        builds.add(build_of(tmp_path))
    assert len(builds) == 3 + len(files)
    assert build_of(tmp_path) == build_of(tmp_path)


def test_every_part_is_there():
    for folder, pattern in PARTS:
        assert next((ROOT / folder).glob(pattern), None), (folder, pattern)


def test_a_shared_cache_is_kept_apart_by_version_and_by_what_pages_tell_of_the_site():
    prefixes = {
        setting(PREFIX, **environment)
        for environment in (
            PRODUCTION | SHARED,
            PRODUCTION | SHARED | {"BASE_URL": "https://other.test", "ALLOWED_HOSTS": "other.test"},
            PRODUCTION | SHARED | {"DATA_LICENCE": "OGL-Canada-2.0"},
        )
    }
    assert len(prefixes) == 3
    assert "None" not in prefixes
    assert setting(PREFIX, **PRODUCTION) == "None"
