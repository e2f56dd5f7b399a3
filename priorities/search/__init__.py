"""Finding words in texts: what a word is, which words a query asks for, and where in a text they are."""
