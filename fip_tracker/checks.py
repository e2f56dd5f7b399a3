"""System checks for settings that are right one by one and wrong together."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.http.request import split_domain_port, validate_host

from priorities.choices import Role

TOKEN_LENGTH = 24
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104  (compared, not listened on)


@register(Tags.security)
def base_url_is_served(**_: Any) -> list[CheckMessage]:
    """Links that the site writes about itself must lead to a host that it answers to."""
    host, _port = split_domain_port(settings.BASE_URL.partition("://")[2])
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            f"ALLOWED_HOSTS does not contain {host}, the host of BASE_URL.",
            hint="Add the host to ALLOWED_HOSTS, or correct BASE_URL.",
            id="fip_tracker.E001",
        )
    ]


@register(Tags.database)
def replica_is_of_the_same_engine(**_: Any) -> list[CheckMessage]:
    """A replica is a copy of the database, so it can't be of another kind."""
    engines = {database["ENGINE"] for database in settings.DATABASES.values()}
    if len(engines) == 1:
        return []
    return [
        Error(
            "DATABASE_URL and DATABASE_REPLICA_URL name databases of different kinds.",
            hint="Let DATABASE_REPLICA_URL name a replica of DATABASE_URL, or leave it out.",
            id="fip_tracker.E002",
        )
    ]


@register(Tags.security, deploy=True)
def officials_need_a_second_factor(**_: Any) -> list[CheckMessage]:
    """A password alone is not enough where the public reads what an official writes."""
    lax = sorted({role.value for role in Role} - settings.FIP_SECOND_FACTOR_ROLES)
    if settings.DEBUG or not settings.BASE_URL.startswith("https://") or not lax:
        return []
    return [
        CheckWarning(
            f"SECOND_FACTOR_ROLES lets these roles sign in with a password alone: {', '.join(lax)}.",
            hint="Set SECOND_FACTOR_ROLES to editor,approver,administrator.",
            id="fip_tracker.W002",
        )
    ]


@register(Tags.security)
def debug_is_not_for_the_public(**_: Any) -> list[CheckMessage]:
    """Its error pages show the inside to whoever asks."""
    if not (settings.DEBUG and settings.BASE_URL.startswith("https://")):
        return []
    return [Error("DEBUG is on at a public address.", hint="Take DEBUG away.", id="fip_tracker.E003")]


@register(Tags.security)
def debug_is_for_this_machine(**_: Any) -> list[CheckMessage]:
    """With DEBUG a plain address is no obstacle, so others may reach it without any https in BASE_URL."""
    if not settings.DEBUG or (settings.HOST != EVERY_ADDRESS and "*" not in settings.ALLOWED_HOSTS):
        return []
    hint = "Take DEBUG away, or listen on HOST=127.0.0.1 and name the hosts in ALLOWED_HOSTS one by one."
    return [Error("DEBUG is on for everybody who reaches this machine.", hint=hint, id="fip_tracker.E005")]


@register(Tags.security)
def plain_address_stays_on_this_machine(**_: Any) -> list[CheckMessage]:
    """To try it in a container that publishes its port on 127.0.0.1 alone, so no error."""
    if settings.HOST != EVERY_ADDRESS or settings.BASE_URL.startswith("https://"):
        return []
    return [
        CheckWarning(
            "HOST=0.0.0.0 lets others in, and BASE_URL without https lets them send passwords unencrypted.",
            hint="Set BASE_URL to the https address that the public uses, or HOST to 127.0.0.1.",
            id="fip_tracker.W005",
        )
    ]


@register(Tags.security)
def metrics_token_is_a_secret(**_: Any) -> list[CheckMessage]:
    """Whoever guesses it reads how the site is used."""
    if not settings.FIP_METRICS_TOKEN or len(settings.FIP_METRICS_TOKEN) >= TOKEN_LENGTH:
        return []
    hint = f"Set it to at least {TOKEN_LENGTH} random characters, as `openssl rand -base64 24` prints, or leave it out."
    return [Error("METRICS_TOKEN can be guessed.", hint=hint, id="fip_tracker.E004")]


@register(Tags.security, deploy=True)
def visitors_are_told_apart(**_: Any) -> list[CheckMessage]:
    """The server speaks plain HTTP, so with https a proxy stands in front; unless told, we take it for the visitor."""
    if settings.FIP_BEHIND_PROXY or not settings.BASE_URL.startswith("https://"):
        return []
    return [
        CheckWarning(
            "Every visitor has the address of the proxy: a name locked out for one is locked out for all, and requests "
            "are limited for all together or, with a proxy on this machine, for nobody.",
            hint="Set BEHIND_PROXY=1, and let the proxy set X-Forwarded-For and X-Forwarded-Proto itself.",
            id="fip_tracker.W003",
        )
    ]


@register(Tags.security, deploy=True)
def mail_is_sent(**_: Any) -> list[CheckMessage]:
    """Mail reminds officials of what is due; printed, it reaches nobody, and their addresses stand in the log."""
    if settings.DEBUG or not settings.BASE_URL.startswith("https://"):
        return []
    if settings.EMAIL_BACKEND != "django.core.mail.backends.console.EmailBackend":
        return []
    return [
        CheckWarning(
            "Mail is printed into the log instead of sent.",
            hint="Set EMAIL_URL to smtp+tls://user:password@host:587.",
            id="fip_tracker.W004",
        )
    ]


@register(Tags.staticfiles, deploy=True)
def static_files_are_collected(**_: Any) -> list[CheckMessage]:
    """Without the manifest every page would be an error."""
    if settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return []
    return [
        CheckWarning(
            "The static files have not been collected.",
            hint="Run `manage.py collectstatic`.",
            id="fip_tracker.W001",
        )
    ]
