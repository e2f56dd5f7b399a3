"""Check the journal of FIP Tracker, with nothing but Python: python check_journal.py journal.jsonl"""

import hashlib
import json
import sys
from pathlib import Path


def text_of(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


number, previous = 0, "0" * 64
for line in Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")[:-1]:
    entry, number = json.loads(line), number + 1
    linked = {"number": number, "recorded_at": entry["recorded_at"], "digest": entry["digest"], "previous": previous}
    is_chained = hashlib.sha256(text_of(linked).encode()).hexdigest() == entry["hash"]
    told = entry.get("salt", "") + text_of(entry.get("payload"))
    if not is_chained or ("payload" in entry and hashlib.sha256(told.encode()).hexdigest() != entry["digest"]):
        sys.exit(f"Entry {number} does not verify: it was changed, or entries before it were.")
    previous = entry["hash"]
print(f"{number} entries verify; the last has the hash {previous}")
