"""``rag.index``: one library on disk, and its derived indexes always in step."""

from __future__ import annotations

import fnmatch
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rag.errors import StoreError, StoreLockedError, StoreMismatchError, StoreMissingError
from rag.index import Index
from rag.reports import AddOutcome
from rag.schema import DATABASE, FILES
from tests.storing import ENCODER, ENTRIES, Entry, entry, filled, near, open_index, texts


def test_what_is_put_is_found_by_meaning_and_by_words(tmp_path: Path) -> None:
    """At once, by the writer, and later by a reader, with the same scores."""
    with open_index(tmp_path, write=True) as index:
        for made in ENTRIES:
            assert made.put_into(index) is AddOutcome.ADDED
        vectors, words = near(index, ENTRIES[2]), index.search_words("oil", 5)
        assert texts(index, vectors)[0] == "The c oil stands 0."
        assert sorted(texts(index, words)) == [f"The c oil stands {n}." for n in range(3)]
        assert vectors[0][1] == pytest.approx(1.0, abs=1e-3)
    with open_index(tmp_path, write=False) as index:
        assert near(index, ENTRIES[2]) == vectors
        assert index.search_words("oil", 5) == words
        assert index.verify() == []
        key = ENTRIES[2].document.id
        assert index.document(key) == ENTRIES[2].document
        assert tuple(index.passages_of(key)) == ENTRIES[2].passages
        np.testing.assert_allclose(index.vectors_of(key), ENTRIES[2].vectors, atol=3e-4)
        assert index.vectors([4, 1]).shape == (2, ENCODER.dimension)
        assert index.known("c.txt", ENTRIES[2].content_hash) == key
        assert index.known("c.txt", "other") is None


def test_passages_of_a_document_share_its_text(tmp_path: Path) -> None:
    """Hydrating hits reads a text once: all slices are of one object."""
    with open_index(filled(tmp_path), write=False) as index:
        found = index.passages([1, 2, 3])
        assert found[1].document is found[2].document
        assert found[1].document is index.passages([3])[3].document


def test_every_file_is_named_once(tmp_path: Path) -> None:
    """The table in rag/schema.py lists all that an index folder may hold."""
    filled(tmp_path)
    with open_index(tmp_path, write=False) as reader:
        reader.search_words("oil", 1)
        names = [path.name for path in tmp_path.iterdir()]
        for name in names:
            assert any(fnmatch.fnmatch(name, pattern) for pattern in FILES), name
        assert len(names) >= 4


def test_a_choice_of_documents_loses_nothing(tmp_path: Path) -> None:
    """Filtered search returns the chosen document's best however far down it is."""
    with open_index(filled(tmp_path), write=False) as index:
        for made in ENTRIES:
            key = made.document.id
            hits = near(index, ENTRIES[0], [key])
            assert len(hits) == 3
            assert {index.passages([id_])[id_].document.id for id_, _ in hits} == {key}
        assert near(index, ENTRIES[0], []) == []
        assert near(index, ENTRIES[0], ["unknown"]) == []


def test_a_reader_follows_writers(tmp_path: Path) -> None:
    """What another index object adds, replaces and removes shows in the next search."""
    filled(tmp_path)
    new = entry("a.txt", ["A wholly different zebra."])
    with open_index(tmp_path, write=False) as reader:
        assert near(reader, ENTRIES[0])[0][0] == 1
        with open_index(tmp_path, write=True) as writer:
            assert new.put_into(writer) is AddOutcome.REPLACED
            assert texts(reader, near(reader, new))[0] == "A wholly different zebra."
            assert reader.search_words("harbour", 5) == []
        assert texts(reader, reader.search_words("zebra", 5)) == ["A wholly different zebra."]
        with open_index(tmp_path, write=True) as writer:
            writer.remove(new.document.id)
            assert "zebra" not in " ".join(texts(reader, near(reader, new)))
            assert reader.search_words("zebra", 5) == []


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    """The second is told who holds the lock; readers are not kept out."""
    with open_index(tmp_path, write=True) as index:
        ENTRIES[0].put_into(index)
        with pytest.raises(StoreLockedError, match=rf"process {os.getpid()} \(.+\) since 2"):
            open_index(tmp_path, write=True)
        with open_index(tmp_path, write=False) as reader:
            assert near(reader, ENTRIES[0]) != []
            with pytest.raises(StoreError, match="reading only"):
                ENTRIES[1].put_into(reader)
    open_index(tmp_path, write=True).close()


def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    """Missing, made with another model, a file where the folder should be."""
    with pytest.raises(StoreMissingError, match="python -m rag add"):
        open_index(tmp_path / "none", write=False)
    assert not (tmp_path / "none").exists()
    filled(tmp_path / "index")
    for write in (True, False):
        with pytest.raises(StoreMismatchError, match="add the files again"):
            Index.open(tmp_path / "index", fingerprint="other", dimension=64, write=write)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="choose another"):
        open_index(tmp_path / "file", write=True)


def test_threads_search_while_documents_come_and_go(tmp_path: Path) -> None:
    """Four searchers beside a writer in one process: no error, and only what is there."""
    filled(tmp_path)
    wrong: list[str] = []
    done = threading.Event()
    with open_index(tmp_path, write=False) as reader:

        def search() -> None:
            while not done.is_set():
                wrong.extend(reader.verify())
                hits = [*near(reader, ENTRIES[3]), *reader.search_words("prize", 5)]
                wrong.extend(
                    p.text
                    for p in reader.passages([id_ for id_, _ in hits]).values()
                    if "stands" not in p.text
                )

        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        with open_index(tmp_path, write=True) as writer:
            for made in ENTRIES:
                writer.remove(made.document.id)
                made.put_into(writer)
        done.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert len(reader.search_words("prize", 9)) == 3


@contextmanager
def without_privileges() -> Iterator[None]:
    """Act as a user whom permissions apply to."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs users with permissions")
def test_a_folder_that_may_only_be_read_is_read() -> None:
    """Another user's, or on a read-only disk: no file is made, and searches are the same."""
    with tempfile.TemporaryDirectory() as made:
        folder = filled(Path(made) / "index")
        with open_index(folder, write=False) as index:
            vectors, words = near(index, ENTRIES[1]), index.search_words("budget", 9)
        for path in folder.glob(f"{DATABASE}-*"):
            path.unlink()
        before = sorted(path.name for path in folder.iterdir())
        Path(made).chmod(0o755)
        folder.chmod(0o555)
        with without_privileges():
            with open_index(folder, write=False) as index:
                assert near(index, ENTRIES[1]) == vectors
                assert index.search_words("budget", 9) == words
                assert index.verify() == []
            with pytest.raises(StoreError, match="check its permissions"):
                open_index(folder, write=True)
        folder.chmod(0o755)
        assert sorted(path.name for path in folder.iterdir()) == before


def test_removals_are_forgotten_once_all_have_followed(tmp_path: Path) -> None:
    """The log does not grow for ever, and a reader that slept through it starts afresh."""
    filled(tmp_path)
    with open_index(tmp_path, write=False) as reader:
        assert near(reader, ENTRIES[0])[0][0] == 1
        for _ in range(3):
            with open_index(tmp_path, write=True) as writer:
                for made in ENTRIES[:5]:
                    writer.remove(made.document.id)
                    made.put_into(writer)
        with reader._store.reading() as snapshot:
            assert len(snapshot.removed_since(0)) == 0
            assert int(snapshot.meta("pruned")) == snapshot.generation
        hits = near(reader, ENTRIES[0])
        assert texts(reader, hits)[0] == "The a harbour stands 0."
        assert len(reader.passages([id_ for id_, _ in hits])) == 5
        assert reader.verify() == []


SOURCES = ["a.txt", "b.txt", "c.txt"]
WORDS = ["harbour", "budget", "zebra", "prize"]


class Library(RuleBasedStateMachine):
    """Adds, replaces, removes and reopens at random, beside a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.model: dict[str, Entry] = {}
        self.index = open_index(self.folder, write=True)
        self.reader = open_index(self.folder, write=False)

    @rule(source=st.sampled_from(SOURCES), words=st.lists(st.sampled_from(WORDS), max_size=3))
    def put(self, source: str, words: list[str]) -> None:
        """The outcome says what became of the source."""
        made = entry(source, [f"A {word} in line {n}." for n, word in enumerate(words)])
        former = self.model.get(source)
        outcome = made.put_into(self.index)
        if former is None:
            assert outcome is AddOutcome.ADDED
        elif former.content_hash == made.content_hash:
            assert outcome is AddOutcome.UNCHANGED
        else:
            assert outcome is AddOutcome.REPLACED
        self.model[source] = made

    @rule(source=st.sampled_from(SOURCES))
    def remove(self, source: str) -> None:
        """A document goes with all its sources."""
        if source in self.model:
            gone = self.model[source].document.id
            self.index.remove(gone)
            self.model = {k: v for k, v in self.model.items() if v.document.id != gone}

    @rule()
    def flush(self) -> None:
        """Saving changes nothing that is seen."""
        self.index.flush()

    @rule()
    def reopen(self) -> None:
        """Nor does closing and opening."""
        self.index.close()
        self.index = open_index(self.folder, write=True)

    @rule(word=st.sampled_from(WORDS), source=st.none() | st.sampled_from(SOURCES))
    def search(self, word: str, source: str | None) -> None:
        """Exactly the passages that the model holds are found, by the writer and by a reader."""
        made = self.model.get(source or "")
        chosen = None if source is None else [made.document.id] if made else []
        wanted = sorted(
            passage.text
            for document in {e.document.id: e for e in self.model.values()}.values()
            if chosen is None or document.document.id in chosen
            for passage in document.passages
        )
        query = ENCODER.encode([word])[0]
        for index in (self.index, self.reader):
            assert sorted(texts(index, index.search_vectors(query, 99, chosen))) == wanted
        matching = [text for text in wanted if word in text]
        assert sorted(texts(self.index, self.index.search_words(word, 99, chosen))) == matching
        worded = texts(self.reader, self.reader.search_words(word, 99, chosen))
        assert set(worded) <= set(matching)

    @invariant()
    def documents_are_those_of_the_model(self) -> None:
        """No more, no fewer, and all of them whole."""
        wanted = {made.document.id for made in self.model.values()}
        assert {info.id for info in self.index.documents()} == wanted
        assert self.reader.verify() == []

    def teardown(self) -> None:
        """Leave no folder behind."""
        self.reader.close()
        self.index.close()
        shutil.rmtree(self.folder)


TestLibrary = Library.TestCase
TestLibrary.settings = settings(
    max_examples=30,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
