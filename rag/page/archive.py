"""The conversations that were kept: found, opened, deleted, judged, taken along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.conversations import Conversations, Turn
from rag.errors import ConversationError
from rag.page.exporting import FORMS, export_conversation, export_turn
from rag.page.rendering import View
from rag.page.wishes import line_of, number_of, read_wish, text_of
from rag.page.wording import say

#: The longest remark on an answer.
REMARK_CHARACTERS = 500
_ENDINGS = {"text": ".txt", "markdown": ".md", "html": ".html"}


class Archive:
    """The kept conversations of one library."""

    def __init__(self, conversations: Conversations) -> None:
        self._kept = conversations

    def list(self, asked: object = None) -> View:
        """Return the conversations, the last used first.

        :param asked: ``{"search"}``: only those in which these words occur.
        """
        try:
            found = self._kept.list(line_of(asked, "search"))
        except ConversationError as error:
            return {"conversations": [], "message": {"text": str(error)}}
        lines = [{"id": c.id, "name": c.name, "changed": c.changed_at, "n": c.turns} for c in found]
        return {"conversations": lines}

    def open(self, asked: object) -> View:
        """Return a conversation with its turns.

        :param asked: ``{"conversation"}``.
        """
        identity = text_of(asked, "conversation")
        try:
            name, turns = self._kept.name(identity), self._kept.turns(identity)
        except ConversationError as error:
            return {"turns": [], "message": {"text": str(error)}}
        return {"conversation": identity, "name": name, "turns": [_view(turn) for turn in turns]}

    def delete(self, asked: object) -> View:
        """Delete a conversation and return the list.

        :param asked: ``{"conversation", "search"}``.
        """
        try:
            self._kept.delete(text_of(asked, "conversation"))
        except ConversationError as error:
            return {**self.list(asked), "message": {"text": str(error)}}
        return self.list(asked)

    def judge(self, asked: object) -> View:
        """Keep a thumb, with or without a remark.

        :param asked: ``{"turn", "thumb": 1 | -1 | 0, "remark"}``.
        """
        thumb = number_of(asked, "thumb")
        if thumb not in (1, 0, -1):
            return {"message": say("surprise")}
        remark = line_of(asked, "remark", REMARK_CHARACTERS)
        try:
            self._kept.judge(text_of(asked, "turn"), thumb, remark)
        except ConversationError as error:
            return {"message": {"text": str(error)}}
        return {"thumb": thumb, "remark": remark}

    def export(self, asked: object) -> View:
        """Return an answer, or a whole conversation, as text.

        :param asked: ``{"conversation", "turn", "form", "language"}``; without a turn, all of them.
        """
        identity, chosen = text_of(asked, "conversation"), text_of(asked, "turn")
        form = text_of(asked, "form")
        if form not in FORMS:
            return {"message": say("surprise")}
        language = read_wish(asked).language
        try:
            name, turns = self._kept.name(identity), self._kept.turns(identity)
        except ConversationError as error:
            return {"message": {"text": str(error)}}
        if not chosen:
            shown = [turn.shown for turn in turns]
            return _file(name, export_conversation(name, shown, form, language), form)
        found = next((turn.shown for turn in turns if turn.id == chosen), None)
        if found is None:
            return {"message": say("gone")}
        return _file(name, export_turn(found, form, language), form)


def _view(turn: Turn) -> Mapping[str, Any]:
    return {**turn.shown, "thumb": turn.thumb or 0, "remark": turn.remark}


def _file(name: str, text: str, form: str) -> View:
    """Return a text with the name of the file that it could be saved as."""
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in name)
    return {"text": text, "file": (" ".join(kept.split())[:60] or "Footnote") + _ENDINGS[form]}
