"""Writes with consequences: each action checks the rules, writes the rows and the journal entry in one transaction."""
