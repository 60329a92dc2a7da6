"""Conversations, kept: one SQLite database beside the index.

A conversation is named after its first question. A turn is kept as it was shown (a JSON object,
whose shape is the page's affair) and as plain text, in which it is searched; what a user thought of
it stands beside it. Deleting a conversation deletes its turns and their feedback.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.errors import ConversationError
from rag.query import well_formed

#: The database's name in the folder of the index.
DATABASE = "conversations.sqlite"
#: Conversations that a list or a search returns at most.
LISTED = 200
#: The longest name of a conversation.
NAME_CHARACTERS = 120

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, begun_at TEXT NOT NULL, changed_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL, shown TEXT NOT NULL,
    asked_at TEXT NOT NULL, thumb INTEGER, remark TEXT, judged_at TEXT);
CREATE INDEX IF NOT EXISTS turns_of_conversation ON turns(conversation_id);
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was shown for it.

    :param text: the answer as plain text, with its markers.
    :param shown: the turn as the page draws it, JSON values only.
    :param thumb: 1 for good, -1 for bad, None when nobody said.
    """

    id: str
    question: str
    text: str
    shown: Mapping[str, Any]
    thumb: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A line of the list of conversations."""

    id: str
    name: str
    begun_at: str
    changed_at: str
    turns: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user thought of an answer."""

    conversation_id: str
    question: str
    text: str
    thumb: int
    remark: str
    asked_at: str
    judged_at: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape of one entry of ``feedback --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


class Conversations:
    """The conversations of one index folder; safe to use from several threads and processes.

    :param folder: the folder of the index.
    :raises ConversationError: the database cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        with self._opened() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)

    def begin(self, name: str) -> str:
        """Begin a conversation and return its id.

        :raises ConversationError: it could not be written.
        """
        identity, now = new_id(), _now()
        with self._opened() as connection:
            row = (identity, one_line(name)[:NAME_CHARACTERS], now, now)
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", row)
        return identity

    def keep(self, conversation_id: str, turn: Turn) -> None:
        """Add a turn to a conversation.

        :raises ConversationError: there is no such conversation, or it could not be written.
        """
        shown = json.dumps(dict(turn.shown), ensure_ascii=True)
        words = f"{turn.question}\n{turn.text}".casefold()
        with self._opened() as connection:
            self._touch(connection, conversation_id)
            connection.execute(
                "INSERT INTO turns (id, conversation_id, question, text, words, shown, asked_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (turn.id, conversation_id, *map(well_formed, (turn.question, turn.text, words)),
                 shown, _now()),
            )  # fmt: skip

    def list(self, search: str = "") -> Sequence[Conversation]:
        """Return conversations, the last used first.

        :param search: only those in which all of these words occur, in one turn.
        """
        wanted = well_formed(search).casefold().split()[:20]
        found = " AND ".join(
            ["EXISTS (SELECT 1 FROM turns t WHERE t.conversation_id = c.id", *_each(wanted)]
        )
        where = f"WHERE {found})" if wanted else ""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT c.id, c.name, c.begun_at, c.changed_at,"
                " (SELECT count(*) FROM turns t WHERE t.conversation_id = c.id)"
                f" FROM conversations c {where} ORDER BY c.changed_at DESC, c.rowid DESC LIMIT ?",
                (*wanted, LISTED),
            ).fetchall()
        return [Conversation(*row) for row in rows]

    def name(self, conversation_id: str) -> str:
        """Return the name of a conversation.

        :raises ConversationError: there is no such conversation.
        """
        with self._opened() as connection:
            row = connection.execute(
                "SELECT name FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
        if row is None:
            raise _gone()
        return str(row[0])

    def turns(self, conversation_id: str) -> Sequence[Turn]:
        """Return the turns of a conversation, oldest first; none when there is no such one."""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT id, question, text, shown, thumb, remark FROM turns"
                " WHERE conversation_id = ? ORDER BY number",
                (conversation_id,),
            ).fetchall()
        return [Turn(i, q, text, json.loads(s), t, r or "") for i, q, text, s, t, r in rows]

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all that belongs to it; nothing when it is gone already."""
        with self._opened() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def judge(self, turn_id: str, thumb: int | None, remark: str = "") -> None:
        """Keep what a user thinks of an answer.

        :param thumb: 1 for good, -1 for bad, None to take it back.
        :raises ConversationError: there is no such turn.
        """
        judged = _now() if thumb else None
        row = (thumb or None, well_formed(remark) if thumb else None, judged, turn_id)
        with self._opened() as connection:
            changed = connection.execute(
                "UPDATE turns SET thumb = ?, remark = ?, judged_at = ? WHERE id = ?", row
            )
            if not changed.rowcount:
                raise ConversationError(
                    "that answer is no longer kept, so nothing can be noted on it; ask again"
                )

    def feedback(self) -> Sequence[Feedback]:
        """Return every judged turn, in the order of judging."""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT conversation_id, question, text, thumb, coalesce(remark, ''), asked_at,"
                " judged_at FROM turns WHERE thumb IS NOT NULL ORDER BY judged_at, number"
            ).fetchall()
        return [Feedback(*row) for row in rows]

    def _touch(self, connection: sqlite3.Connection, conversation_id: str) -> None:
        changed = connection.execute(
            "UPDATE conversations SET changed_at = ? WHERE id = ?", (_now(), conversation_id)
        )
        if not changed.rowcount:
            raise _gone()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Give a connection; what was done with it is kept when all of it went well."""
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                with connection:
                    yield connection
        except sqlite3.Error as error:
            raise ConversationError(
                f"{self._path} could not be used ({error}); check that the disk has room and the "
                "folder may be written, or delete the file to start with no conversations"
            ) from error


def kept_in(folder: Path) -> bool:
    """Say whether conversations were ever kept in a folder."""
    return (folder / DATABASE).is_file()


def new_id() -> str:
    """Return a name that nothing else has."""
    return secrets.token_hex(8)


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space."""
    return " ".join(well_formed(text).split())


def _each(wanted: Sequence[str]) -> list[str]:
    return ["instr(t.words, ?) > 0"] * len(wanted)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _gone() -> ConversationError:
    return ConversationError("that conversation was deleted; begin a new one")
