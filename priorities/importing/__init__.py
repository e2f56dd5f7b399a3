"""Spreadsheets: a file is held against the record as a plan, and the plan is applied as a whole, or not at all."""
