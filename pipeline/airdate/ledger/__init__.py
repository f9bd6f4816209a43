"""The only memory of earlier runs: rows in SQLite, files by content. Disposable at any time."""

from airdate.ledger.bodies import Bodies, LedgerError
from airdate.ledger.code import PROGRAM, code_digest
from airdate.ledger.database import (
    Ledger,
    Stage,
    digest_of,
    ledger_in_memory,
    open_ledger,
    set_aside,
)

__all__ = [
    "PROGRAM",
    "Bodies",
    "Ledger",
    "LedgerError",
    "Stage",
    "code_digest",
    "digest_of",
    "ledger_in_memory",
    "open_ledger",
    "set_aside",
]
