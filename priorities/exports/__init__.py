"""What the outside gets as files: one registry of columns, one writer."""
