"""HTTP and nothing else: read the request, ask the record, render."""
