"""What the page can do with one library: the places on it, and the verbs for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.conversations import Conversations
from rag.originals import Originals
from rag.page.archive import Archive
from rag.page.opening import Opener, SourceLibrary
from rag.page.programs import Programs, ProgramsLibrary
from rag.page.shelving import Shelf, ShelfLibrary
from rag.page.talking import Talk, TalkingLibrary


class PageLibrary(TalkingLibrary, ShelfLibrary, SourceLibrary, ProgramsLibrary, Protocol):
    """What the page asks of a library; ``rag.Library`` has it."""

    def warm_up(self) -> None:
        """Load what the first answer needs."""


@dataclass(frozen=True)
class Desk:
    """What the page can do."""

    talk: Talk
    shelf: Shelf
    opener: Opener
    archive: Archive
    programs: Programs


def open_desk(library: PageLibrary, folder: Path, uploads: Path) -> Desk:
    """Put the page's actions together.

    :param folder: of the index, beside which conversations and originals are kept.
    :param uploads: where the server writes uploads.
    :raises ConversationError: the conversations cannot be opened.
    """
    conversations, originals = Conversations(folder), Originals(folder)
    shelf = Shelf(library, originals, uploads)
    return Desk(
        Talk(library, conversations),
        shelf,
        Opener(library, originals),
        Archive(conversations),
        Programs(library, shelf),
    )
