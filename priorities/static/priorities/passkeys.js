// A passkey was added: show the page anew, with the passkey in its list.
document.addEventListener("otp_webauthn.register_complete", () => window.location.reload());
