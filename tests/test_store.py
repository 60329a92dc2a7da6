"""``rag.store``: the database is the truth, a document is whole or absent."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import (
    ModelError,
    NotInLibraryError,
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
)
from rag.reports import AddOutcome
from rag.schema import DATABASE
from rag.snapshot import DocumentCache
from rag.store import Store
from rag.types import Document, Paragraph, Passage, Role, Span
from tests.storing import ENCODER, Entry, entry


def open_store(folder: Path, *, write: bool = True, dimension: int = 64) -> Store:
    return Store(folder, fingerprint=ENCODER.fingerprint, dimension=dimension, write=write)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path)
    yield made
    made.close()


def put(store: Store, made: Entry) -> AddOutcome:
    return store.put(made.document, made.passages, made.vectors, made.content_hash)


def sources(store: Store) -> list[str]:
    with store.reading() as snapshot:
        return [info.source for info in snapshot.documents()]


def faults(store: Store) -> list[str]:
    with store.reading() as snapshot:
        return list(snapshot.faults())


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    """Every field, offset and role; text with characters beyond one unit, NUL and line ends."""
    text = "A 😀 title\r\n\n“Ünïcode”\0 stays. Second one."
    span = Span(12, len(text))
    made = Document(
        "0123456789ab",
        "Tïtle",
        "folder/a.txt",
        text,
        (Paragraph(Span(0, 10), Role.TITLE, "", 1), Paragraph(span, Role.BODY, "Under", 2)),
        "A. Writer",
        "2026-11-23",
        "en",
    )
    sentences = (Span(12, 29), Span(30, 41))
    passage = Passage(made, span, 2, Role.BODY, "Under", 2, sentences)
    vectors = ENCODER.encode([passage.embedded_text])
    assert store.put(made, [passage], vectors, "ab" * 32) is AddOutcome.ADDED
    with store.reading() as snapshot:
        assert snapshot.document(made.id) == made
        assert snapshot.passages_of(made.id) == [passage]
        (info,) = snapshot.documents()
        assert (info.characters, info.passages) == (len(text), 1)
        np.testing.assert_allclose(snapshot.vectors([1]), vectors, atol=2.5e-4)
        assert snapshot.vectors([1]).dtype == np.float32
    assert faults(store) == []


def test_the_same_content_again_changes_nothing(store: Store) -> None:
    """Not even the generation."""
    put(store, entry("a.txt", ["One."]))
    with store.reading() as snapshot:
        before = snapshot.generation
    assert put(store, entry("a.txt", ["One."])) is AddOutcome.UNCHANGED
    with store.reading() as snapshot:
        assert snapshot.generation == before


def test_a_changed_source_replaces_what_it_said(store: Store) -> None:
    """The former document is gone and its passages are logged as removed."""
    old, new = entry("a.txt", ["One.", "Two."]), entry("a.txt", ["Three."])
    put(store, old)
    assert put(store, new) is AddOutcome.REPLACED
    with store.reading() as snapshot:
        assert [info.id for info in snapshot.documents()] == [new.document.id]
        assert snapshot.known("a.txt", old.content_hash) is None
        assert snapshot.known("a.txt", new.content_hash) == new.document.id
        assert snapshot.removed_since(0).tolist() == [1, 2]
        assert list(snapshot.passages([1, 2, 3])) == [3]
        with pytest.raises(NotInLibraryError, match=old.document.id):
            snapshot.document(old.document.id)


def test_a_document_stays_until_its_last_source_goes(store: Store) -> None:
    """Two files of one content are one document; it is shown by its first remaining source."""
    first, copy = entry("a.txt", ["One."]), entry("a.txt", ["One."]).named("b.txt")
    assert put(store, first) is AddOutcome.ADDED
    assert put(store, copy) is AddOutcome.ADDED
    assert store.link("c.txt", first.content_hash) is AddOutcome.ADDED
    assert store.link("c.txt", first.content_hash) is AddOutcome.UNCHANGED
    assert store.link("d.txt", "unknown") is None
    assert sources(store) == ["a.txt"]
    put(store, entry("a.txt", ["Other."]))
    assert sources(store) == ["b.txt", "a.txt"]
    with store.reading() as snapshot:
        assert snapshot.document(first.document.id).source == "b.txt"
    put(store, entry("b.txt", ["Other."]).named("b.txt"))
    put(store, entry("c.txt", ["Other."]).named("c.txt"))
    assert sources(store) == ["a.txt"]
    assert faults(store) == []


def test_ids_of_passages_are_never_used_again(store: Store) -> None:
    """A hit of yesterday cannot point at another passage today."""
    made = entry("a.txt", ["One.", "Two."])
    put(store, made)
    store.remove(made.document.id)
    put(store, entry("b.txt", ["Three."]))
    with store.reading() as snapshot:
        assert snapshot.ids_of([entry("b.txt", ["Three."]).document.id]).tolist() == [3]
        assert snapshot.last_id == 3
        assert snapshot.count == 1


def test_removing_takes_every_trace(store: Store, tmp_path: Path) -> None:
    """Rows of text, passages, vectors and sources; what is not there is refused by name."""
    made = entry("a.txt", ["Secret words."])
    put(store, made)
    store.remove(made.document.id)
    with pytest.raises(NotInLibraryError, match=made.document.id):
        store.remove(made.document.id)
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        for table in ("documents", "passages", "vectors", "sources"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()


def test_a_refused_document_leaves_nothing(store: Store) -> None:
    """Vectors that are not of length one, text that is no text, an id that is taken."""
    made = entry("a.txt", ["One.", "Two."])
    with pytest.raises(ModelError, match="length one"):
        store.put(made.document, made.passages, made.vectors * np.nan, made.content_hash)
    with pytest.raises(ValueError, match="2 passages"):
        store.put(made.document, made.passages, made.vectors[:1], made.content_hash)
    broken = replace(made.document, text="half \ud800 character")
    with pytest.raises(StoreError, match="half a character at 5"):
        store.put(broken, made.passages, made.vectors, made.content_hash)
    assert sources(store) == []
    put(store, made)
    with pytest.raises(StoreError, match="another file has already"):
        store.put(replace(made.document, source="b"), made.passages, made.vectors, "other")
    assert sources(store) == ["a.txt"]
    assert faults(store) == []


def test_a_file_name_may_hold_any_bytes(store: Store) -> None:
    """A name that is no UTF-8 is spelt out, and known again."""
    made = entry("caf\udce9.txt", ["One."])
    assert put(store, made) is AddOutcome.ADDED
    assert put(store, made) is AddOutcome.UNCHANGED
    assert sources(store) == ["caf\\udce9.txt"]


def test_a_document_without_passages_is_kept(store: Store) -> None:
    """A file of captions only can be shown, if not found."""
    made = entry("a.txt", ["One."])
    store.put(made.document, [], ENCODER.encode([]), made.content_hash)
    assert sources(store) == ["a.txt"]
    assert faults(store) == []


def test_a_reader_sees_one_generation(store: Store, tmp_path: Path) -> None:
    """What is written while it reads does not show before it reads again."""
    reader = open_store(tmp_path, write=False)
    put(store, entry("a.txt", ["One."]))
    with reader.reading() as snapshot:
        assert len(snapshot.documents()) == 1
        put(store, entry("b.txt", ["Two."]))
        assert len(snapshot.documents()) == 1
    with reader.reading() as snapshot:
        assert len(snapshot.documents()) == 2
    reader.close()
    with pytest.raises(StoreError, match="closed"), reader.reading():
        pass


def test_a_closed_writer_leaves_one_file(tmp_path: Path) -> None:
    """Even while a reader is open, all is in the database file, which may be copied alone."""
    writer = open_store(tmp_path)
    reader = open_store(tmp_path, write=False)
    put(writer, entry("a.txt", ["One."]))
    assert sources(reader) == ["a.txt"]
    writer.close()
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / DATABASE, tmp_path / "copy")
    copied = open_store(tmp_path / "copy", write=False)
    assert sources(copied) == ["a.txt"]
    copied.close()
    reader.close()


def test_a_reader_cannot_write(store: Store, tmp_path: Path) -> None:
    """Neither through our own code nor through SQLite."""
    reader = open_store(tmp_path, write=False)
    with pytest.raises(StoreError, match="reading only"):
        put(reader, entry("a.txt", ["One."]))
    reader.close()


def test_what_is_missing_or_different_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """No folder, another model, another format, something else of that name."""
    with pytest.raises(StoreMissingError, match="python -m rag add"):
        open_store(tmp_path, write=False)
    open_store(tmp_path).close()
    for write in (True, False):
        with pytest.raises(StoreMismatchError, match=r"hashed-words-64.*python -m rag add"):
            Store(tmp_path, fingerprint="other'; --", dimension=64, write=write)
        with pytest.raises(StoreMismatchError, match="32"):
            open_store(tmp_path, write=write, dimension=32)
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreMismatchError, match="format 99"):
        open_store(tmp_path)
    (tmp_path / DATABASE).write_bytes(b"not a database " * 1000)
    with pytest.raises(StoreDamagedError, match="delete"):
        open_store(tmp_path, write=False)


def test_a_killed_creation_is_completed(tmp_path: Path) -> None:
    """An empty file is no index to a reader and a new one to a writer."""
    (tmp_path / DATABASE).write_bytes(b"")
    with pytest.raises(StoreMissingError):
        open_store(tmp_path, write=False)
    open_store(tmp_path).close()
    open_store(tmp_path, write=False).close()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("UPDATE documents SET text = replace(text, 'One', 'Two')", "its text is not"),
        ("UPDATE documents SET title = 'x'", "its title, paragraphs or passages"),
        ("UPDATE passages SET start = start + 1 WHERE id = 2", "its title, paragraphs or passages"),
        ("UPDATE vectors SET vector = zeroblob(128) WHERE passage_id = 2", "vector of passage 2"),
        ("DELETE FROM vectors WHERE passage_id = 1", "passage 1 has no vector"),
        ("DELETE FROM passages WHERE id = 2", "its title, paragraphs or passages"),
    ],
)
def test_every_change_behind_our_back_is_a_fault(tmp_path: Path, change: str, line: str) -> None:
    """Checksums cover text, structure and vectors."""
    store = open_store(tmp_path)
    put(store, entry("a.txt", ["One.", "Second."]))
    store.close()
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute(change)
    connection.commit()
    connection.close()
    store = open_store(tmp_path, write=False)
    assert any(line in fault for fault in faults(store)), faults(store)
    store.close()


def test_damaged_text_is_never_shown(tmp_path: Path) -> None:
    """A flipped letter is an error with advice, not a wrong quotation."""
    made = entry("a.txt", ["One."])
    store = open_store(tmp_path)
    put(store, made)
    store.close()
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("UPDATE documents SET text = 'Onf.'")
    connection.commit()
    connection.close()
    store = open_store(tmp_path, write=False)
    with pytest.raises(StoreDamagedError, match=r"a\.txt"), store.reading() as snapshot:
        snapshot.passages([1])
    store.close()


def test_threads_share_a_store(store: Store) -> None:
    """Eight readers beside a writer: each sees whole documents only."""
    wrong: list[str] = []

    def read() -> None:
        for _ in range(30):
            with store.reading() as snapshot:
                for info in snapshot.documents():
                    if len(snapshot.passages_of(info.id)) != 3:
                        wrong.append(info.id)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(20):
        put(store, entry(f"{number % 5}.txt", [f"{number} a.", f"{number} b.", f"{number} c."]))
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(sources(store)) == 5


def test_passages_of_a_document_share_it() -> None:
    """The cache holds what was used last, up to its limit, and always one."""
    cache = DocumentCache(characters=10)
    small, large = entry("a", ["12345678"]).document, entry("b", ["x" * 100]).document
    cache.put(("a", 1), small)
    assert cache.get(("a", 1)) is small
    assert cache.get(("a", 2)) is None
    cache.put(("b", 1), large)
    assert cache.get(("a", 1)) is None
    assert cache.get(("b", 1)) is large
