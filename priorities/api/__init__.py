"""The record as read-only JSON, with the filters and clocks of the list and the columns of the files."""
