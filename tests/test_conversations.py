"""Conversations survive, are found, and go wholly when they go."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from rag.cli import main
from rag.conversations import DATABASE, Conversations, Turn, kept_in
from rag.errors import ConversationError


def turn(name: str, question: str, text: str = "An answer [1].") -> Turn:
    return Turn(name, question, text, {"kind": "answer", "question": question})


def test_a_conversation_survives_a_restart(tmp_path: Path) -> None:
    """What was kept is there for whoever opens the folder next, in its order."""
    kept = Conversations(tmp_path)
    talk = kept.begin("Who spoke?")
    kept.keep(talk, turn("a", "Who spoke?"))
    kept.keep(talk, turn("b", "And when?"))
    again = Conversations(tmp_path)
    (line,) = again.list()
    assert (line.id, line.name, line.turns) == (talk, "Who spoke?", 2)
    assert [t.question for t in again.turns(talk)] == ["Who spoke?", "And when?"]
    assert again.turns(talk)[0].shown == {"kind": "answer", "question": "Who spoke?"}


def test_the_last_used_conversation_comes_first(tmp_path: Path) -> None:
    """A list shows what one worked on last at its top."""
    kept = Conversations(tmp_path)
    first, second = kept.begin("first"), kept.begin("second")
    assert [c.id for c in kept.list()] == [second, first]
    kept.keep(first, turn("a", "first"))
    assert [c.id for c in kept.list()] == [first, second]


@pytest.mark.parametrize("search", ["ISTANBUL", "straße", "ferry held", "100%", "a_b", "العبارة"])
def test_search_finds_words_of_questions_and_answers(tmp_path: Path, search: str) -> None:
    """Case does not matter, all words must occur, and no character has a special meaning."""
    kept = Conversations(tmp_path)
    words = "Istanbul STRASSE held ferry 100% a_b العبارة"
    kept.keep(talk := kept.begin("one"), turn("a", "one", words))
    kept.keep(kept.begin("two"), turn("b", "two", "100 percent acb"))
    assert [c.id for c in kept.list(search)] == [talk]
    assert kept.list(f"{search} nowhere") == []


def test_a_deleted_conversation_leaves_nothing(tmp_path: Path) -> None:
    """Turns and feedback go with it; later turns for it are refused."""
    kept = Conversations(tmp_path)
    talk = kept.begin("one")
    kept.keep(talk, turn("a", "one"))
    kept.judge("a", -1, "wrong")
    kept.delete(talk)
    kept.delete(talk)
    assert (kept.list(), kept.turns(talk), kept.feedback()) == ([], [], [])
    with pytest.raises(ConversationError, match="deleted; begin a new one"):
        kept.keep(talk, turn("b", "two"))
    with pytest.raises(ConversationError, match="deleted"):
        kept.name(talk)


def test_a_thumb_can_be_changed_and_taken_back(tmp_path: Path) -> None:
    """The last word counts, and none is none."""
    kept = Conversations(tmp_path)
    kept.keep(talk := kept.begin("one"), turn("a", "one"))
    kept.judge("a", 1)
    kept.judge("a", -1, "off by a year")
    (found,) = kept.feedback()
    assert (found.conversation_id, found.question, found.text) == (talk, "one", "An answer [1].")
    assert (found.thumb, found.remark) == (-1, "off by a year")
    assert kept.turns(talk)[0].thumb == -1
    kept.judge("a", None)
    assert kept.feedback() == []
    with pytest.raises(ConversationError, match="no longer kept"):
        kept.judge("nothing", 1)


def test_hostile_strings_are_kept_as_they_are(tmp_path: Path) -> None:
    """Quotes, statements of SQL, zero bytes and lone surrogates are text."""
    kept = Conversations(tmp_path)
    hostile = "'; DROP TABLE turns; -- \x00 \u202e"
    kept.keep(talk := kept.begin(hostile), turn("a", hostile, hostile))
    assert kept.turns(talk)[0].question == hostile
    kept.keep(kept.begin("\ud800"), turn("b", "\ud800", "\ud800"))
    assert len(kept.list()) == 2


def test_many_threads_may_keep_at_once(tmp_path: Path) -> None:
    """Two tabs at once lose no turn."""
    kept = Conversations(tmp_path)
    talk = kept.begin("one")

    def work(name: int) -> None:
        for number in range(5):
            kept.keep(talk, turn(f"{name}-{number}", "q"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.turns(talk)) == 20


def test_a_damaged_file_gets_a_sentence(tmp_path: Path) -> None:
    """A database that is none says what to do."""
    assert not kept_in(tmp_path)
    (tmp_path / DATABASE).write_bytes(b"no database at all, but long enough" * 100)
    assert kept_in(tmp_path)
    with pytest.raises(ConversationError, match="delete the file"):
        Conversations(tmp_path)


def test_feedback_is_exported_by_the_shell(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As lines and as JSON; an index without conversations has none, and gets none."""
    assert main(["--index", str(tmp_path / "none"), "feedback"]) == 1
    assert "there is no folder" in capfd.readouterr().err
    assert main(["--index", str(tmp_path), "feedback"]) == 0
    assert capfd.readouterr().out == "Nobody has judged an answer yet.\n"
    assert not kept_in(tmp_path)
    kept = Conversations(tmp_path)
    kept.keep(kept.begin("Who?"), turn("a", "Who spoke?"))
    kept.judge("a", -1, "the mayor did")
    assert main(["--index", str(tmp_path), "feedback"]) == 0
    assert capfd.readouterr().out == "bad (the mayor did): Who spoke? An answer [1].\n"
    assert main(["--index", str(tmp_path), "feedback", "--json"]) == 0
    (given,) = json.loads(capfd.readouterr().out)["feedback"]
    assert (given["question"], given["thumb"], given["remark"]) == (
        "Who spoke?", -1, "the mayor did",
    )  # fmt: skip
