"""How officials sign in: a password, then what they have in hand. All of it stands before the admin."""
