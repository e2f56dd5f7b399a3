"""What waits for an official: returned notes, notes to approve, reports that fall due and the rest, line by line."""
