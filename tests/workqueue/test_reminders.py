"""Reminders by mail, handed to a real mail server."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management import CommandError, call_command

from priorities.actions import notes
from priorities.clocks import today
from priorities.models import Commitment, Official
from priorities.workqueue.digest import LINES, Digest, compose
from priorities.workqueue.queue import reminders
from tests.clock import noon, stopped_at
from tests.factories import OfficialFactory, released_note, submitted_note
from tests.site import free_port
from tests.workqueue.desk import moved_jointly

pytestmark = pytest.mark.django_db

OK = "250 OK"


class Postbox:
    """A mail server's hands: keeps what it takes, by recipient, and answers as told."""

    def __init__(self) -> None:
        self.mails: dict[str, EmailMessage] = {}
        self.answers: dict[str, str] = {}
        self.hangs_up_on = ""

    async def handle_RCPT(  # noqa: N802 - as the server calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.hangs_up_on and server.transport:
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, OK)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        self.mails[address] = BytesParser(EmailMessage, policy=default).parsebytes(envelope.content)
        return self.answers.get(f"mail for {address}", OK)


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.BASE_URL = "https://tracker.example.org"
    box = Postbox()
    server = Controller(box, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def editor(commitment: Commitment) -> Official:
    return OfficialFactory.create(username="editor", email="editor@example.org", editor=True)


@pytest.fixture
def approver(commitment: Commitment) -> Official:
    return OfficialFactory.create(username="approver", email="approver@example.org", approver=True)


def send_reminders(*arguments: str) -> tuple[str, str]:
    """What the command tells, and what it complains of."""
    told, complaints = StringIO(), StringIO()
    call_command("send_reminders", *arguments, stdout=told, stderr=complaints)
    return told.getvalue(), complaints.getvalue()


def text(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def digest_of(by: Official) -> Digest:
    digest = compose(Official.objects.get(pk=by.pk))
    assert digest is not None
    return digest


def returned_to(by: Official, approver: Official, commitment: Commitment) -> None:
    note = submitted_note(commitment, author=by, as_of=date(2026, 1, 31))
    notes.return_note(note=note, by=approver, reason="The source is missing.")


def test_each_official_gets_one_mail_with_what_waits_for_them(commitment, editor, approver, postbox):
    returned_to(editor, approver, commitment)
    awaited = submitted_note(commitment)
    assert send_reminders("--send") == ("2 mails sent.\n", "")
    assert set(postbox.mails) == {"editor@example.org", "approver@example.org"}
    mail = postbox.mails["approver@example.org"]
    assert (mail["To"], mail["Subject"]) == ("approver@example.org", "FIP Tracker: 1 thing waits for you")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert f"https://tracker.example.org/admin/priorities/progressnote/{awaited.pk}/change/\n" in text(mail)
    assert "Returned to me" not in text(mail)


def test_mail_reads_as_a_list(commitment, editor, approver, settings):
    settings.BASE_URL = "https://tracker.example.org"
    returned_to(editor, approver, commitment)
    note = commitment.notes.get()
    assert digest_of(editor).body == (
        "Returned to me (1)\n"
        "==================\n"
        "\n"
        f"* {commitment.code} {commitment.title_en}\n"
        "  As of 2026-01-31. Returned: The source is missing.\n"
        f"  https://tracker.example.org/admin/priorities/progressnote/{note.pk}/change/\n"
        "\n"
        "-- \n"
        "The whole queue: https://tracker.example.org/admin/\n"
        "Sent by FIP Tracker to the address of your account. An administrator can change it.\n"
    )


def test_mail_tells_of_reports_overdue_and_due(commitment, editor):
    with stopped_at(noon(2024, 1, 31)):
        released_note(commitment, as_of=date(2024, 1, 31))
    with stopped_at(noon(2025, 1, 15)):
        assert "Reports due within 30 days (1)" in digest_of(editor).body
    with stopped_at(noon(2025, 3, 2)):
        assert "Reports overdue (1)" in digest_of(editor).body


def test_mail_is_silent_on_what_can_wait(commitment, editor):
    """A public note without translations, an embargo and a move to confirm are on the queue, not in the mail."""
    released_note(commitment, as_of=today())
    released_note(commitment, as_of=today(), release_at=noon(2030, 1, 1))
    moved_jointly(commitment, by=OfficialFactory.create(japan=True, editor=True))
    assert [section.code for section in reminders(editor).sections] == ["returned", "overdue", "due_soon"]
    assert compose(editor) is None


def test_long_section_tells_how_many_more_there_are(commitment, approver):
    for _ in range(LINES + 2):
        submitted_note(commitment)
    body = digest_of(approver).body
    assert f"Awaiting my approval ({LINES + 2})" in body
    assert body.count("\n* ") == LINES
    assert "and 2 more\nhttp://127.0.0.1:8000/admin/priorities/progressnote/?my_work=awaiting\n" in body


def test_mail_is_in_the_language_that_its_reader_chose_or_is_at_home_in(commitment, approver, approver_jp):
    commitment.title_ja, commitment.title_fr = "天然ガスを供給する", "Fournir du gaz naturel"
    commitment.save()
    submitted_note(commitment, reporter="joint")
    assert commitment.title_en in digest_of(approver).body
    assert "天然ガスを供給する" in digest_of(approver_jp).body
    for by in (approver, approver_jp):
        Official.objects.filter(pk=by.pk).update(language="fr")
        assert "Fournir du gaz naturel" in digest_of(by).body


def test_japanese_arrives_as_it_was_sent(commitment, editor, approver, postbox):
    note = submitted_note(commitment, author=editor)
    notes.return_note(note=note, by=approver, reason="出典がありません。" * 20)
    send_reminders("--send")
    assert "出典がありません。" * 20 in text(postbox.mails["editor@example.org"])


def test_without_send_it_shows_what_would_go_and_sends_nothing(commitment, approver, postbox):
    submitted_note(commitment)
    told, _ = send_reminders()
    assert told.startswith(
        "To: approver <approver@example.org>\nSubject: FIP Tracker: 1 thing waits for you\n\nAwaiting"
    )
    assert told.endswith("1 mail would go. Nothing was sent; --send sends.\n")
    assert postbox.mails == {}


def test_nothing_is_sent_where_nothing_waits(editor, approver, postbox):
    assert send_reminders("--send") == ("Nothing waits for anybody with an address; no mail.\n", "")
    assert postbox.mails == {}


def test_only_active_officials_with_an_address_are_mailed(commitment, approver, postbox):
    OfficialFactory.create(approver=True)
    OfficialFactory.create(approver=True, email="closed@example.org", is_active=False)
    OfficialFactory.create(email="norole@example.org")
    submitted_note(commitment)
    send_reminders("--send")
    assert set(postbox.mails) == {"approver@example.org"}


REFUSALS = {
    "recipient": lambda box: box.answers.update({"approver@example.org": "550 No such box"}),
    "mail": lambda box: box.answers.update({"mail for approver@example.org": "554 Not wanted"}),
    "connection": lambda box: setattr(box, "hangs_up_on", "approver@example.org"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_failure_of_one_mail_is_told_and_stops_no_other(commitment, approver, postbox, capsys, refusal):
    OfficialFactory.create(username="zoe", email="zoe@example.org", approver=True)
    submitted_note(commitment)
    REFUSALS[refusal](postbox)
    told, complaints = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"^1 mail could not be sent\.$") as failure:
        call_command("send_reminders", "--send", stdout=told, stderr=complaints)
    assert failure.value.returncode == 1
    assert complaints.getvalue().startswith("Not sent to approver <approver@example.org>: ")
    assert told.getvalue() == "1 mail sent.\n"
    assert "zoe@example.org" in postbox.mails


@pytest.mark.parametrize("address", ["one@example.org, two@example.org", "one@example.org\nBcc: two@example.org"])
def test_address_that_is_none_is_told(commitment, approver, postbox, address):
    Official.objects.filter(pk=approver.pk).update(email=address)
    submitted_note(commitment)
    with pytest.raises(CommandError, match="1 mail could not be sent"):
        send_reminders("--send")
    assert postbox.mails == {}


def test_silent_mail_server_is_told(commitment, approver, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    submitted_note(commitment)
    with pytest.raises(CommandError, match="1 mail could not be sent"):
        send_reminders("--send")
