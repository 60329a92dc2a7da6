"""``Holdings``: the documents of a library, in and out, and what each of them tells by itself."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.adding import Progress, SourceFile, Watch, add_files
from rag.config import Config, load_config
from rag.embedding import load_encoder
from rag.errors import StoreMissingError
from rag.filters import Filters
from rag.index import Index, Withdrawn
from rag.loading import ParserProcess, discover
from rag.quotes import find_quotations
from rag.reports import AddReport, DocumentInfo
from rag.timeline import find_events
from rag.types import Document, Encoder
from rag.views import Event, Quotation

PathLike = str | os.PathLike[str]


class Holdings:
    """Documents that can be added, listed, shown and taken out.

    Reading is safe from several threads. Writing takes the index's lock for the time of the call.

    :param index: the folder of the index; created when missing, unless ``read_only``.
    :param config: settings; from ``rag.toml`` when not given.
    :param encoder: a model to use instead of the one that the settings name.
    :raises StoreError: the index is missing, damaged, or made with another model.
    :raises ModelError: the encoder is missing or damaged.
    """

    def __init__(
        self,
        index: PathLike,
        config: Config | None,
        encoder: Encoder | None,
        *,
        read_only: bool,
    ) -> None:
        self._folder = Path(index)
        self._config = config or load_config()
        self._encoder = encoder or load_encoder(self._config.encoder)
        try:
            self._index = self._open(write=False)
        except StoreMissingError:
            if read_only:
                raise
            self._open(write=True).close()
            self._index = self._open(write=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index; the library cannot be used afterwards."""
        self._index.close()

    @property
    def config(self) -> Config:
        """Return the settings in force."""
        return self._config

    @property
    def encoder(self) -> Encoder:
        """Return the model that turns texts into vectors."""
        return self._encoder

    def add(
        self,
        paths: PathLike | Iterable[PathLike],
        progress: Progress | None = None,
        watch: Watch | None = None,
    ) -> list[AddReport]:
        """Index files and folders: new and changed files only.

        What is stored stays when this is interrupted; the same call then goes on from there.

        :param progress: called after each file.
        :param watch: called after each step of encoding, with how far it has come.
        :returns: a report for each file, first those that were skipped.
        :raises StoreLockedError: another process is writing to the index.
        """
        chosen = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
        found = discover([Path(path) for path in chosen])
        files = [SourceFile(path, self._source_name(path)) for path in found.files]
        return [*found.skipped, *self._add(files, progress, watch)]

    def add_one(self, path: PathLike, source: str) -> AddReport:
        """Index one file under a name of its own, such as an upload's."""
        return self._add([SourceFile(Path(path), source)])[0]

    def documents(self) -> list[DocumentInfo]:
        """Return what is in the library, oldest first."""
        return self._index.documents()

    def families(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return for each document what names its family: those of them that print one text.

        Copies are recognised though headlines, endings and words differ, and inside longer texts.
        Only the given documents are compared. A family is named by its document that was added
        first; a document without a copy among them is a family by itself.
        """
        return self._index.families(document_ids)

    def show(self, document_id: str) -> Document:
        """Return a document with its text.

        :raises NotInLibraryError: no document has that id.
        """
        return self._index.document(document_id)

    def remove(self, document_id: str) -> None:
        """Take a document out; no result shows it afterwards.

        :raises NotInLibraryError: no document has that id.
        """
        with self._open(write=True) as index:
            index.remove(document_id)

    def withdraw(self, document_id: str) -> Withdrawn:
        """Take a document out as ``remove`` does, and return what ``restore`` puts back.

        :raises NotInLibraryError: no document has that id.
        """
        with self._open(write=True) as index:
            return index.withdraw(document_id)

    def restore(self, held: Withdrawn) -> None:
        """Put a document back that was withdrawn, without reading its file again."""
        with self._open(write=True) as index:
            index.restore(held)

    def verify(self) -> list[str]:
        """Check every stored checksum and offset; return one line a fault."""
        return self._index.verify()

    def timeline(self, documents: str | Sequence[str] | None = None) -> list[Event]:
        """Return what happened when, by date, in some documents or all; see ``find_events``.

        :param documents: an id or ids; all documents when not given.
        :raises NotInLibraryError: no document has that id.
        """
        return find_events(self.show(key) for key in self._ids(documents))

    def quotes(self, documents: str | Sequence[str] | None = None) -> list[Quotation]:
        """Return who said what in some documents or all; see ``find_quotations``.

        :param documents: an id or ids; all documents when not given.
        :raises NotInLibraryError: no document has that id.
        """
        return find_quotations(self.show(key) for key in self._ids(documents))

    def _chosen(
        self, documents: Collection[str] | None, filters: Filters | None
    ) -> Collection[str] | None:
        """Return the ids of the documents to search, None for all of them."""
        if not filters:
            return documents
        names = [self._source_name(Path(filters.folder))] if filters.folder else []
        sources = self._index.sources() if filters.folder else None
        ids = filters.choose(self.documents(), names, sources)
        return ids if documents is None else ids & set(documents)

    def _ids(self, document: str | Sequence[str] | None) -> list[str]:
        if document is None:
            return [info.id for info in self.documents()]
        return [document] if isinstance(document, str) else list(dict.fromkeys(document))

    def _add(
        self,
        files: Sequence[SourceFile],
        progress: Progress | None = None,
        watch: Watch | None = None,
    ) -> list[AddReport]:
        reports = []
        with (
            self._open(write=True) as index,
            ParserProcess(self._config.loading) as parser,
            closing(add_files(files, index, self._encoder, parser, watch)) as added,
        ):
            for report in added:
                reports.append(report)
                if progress is not None:
                    progress(len(reports), len(files), report)
        return reports

    def _open(self, *, write: bool) -> Index:
        return Index.open(
            self._folder,
            fingerprint=self._encoder.fingerprint,
            dimension=self._encoder.dimension,
            write=write,
        )

    def _source_name(self, path: Path) -> str:
        """Name a file relative to the folder that holds the index, so that both can be moved."""
        whole, home = path.resolve(), self._folder.resolve().parent
        return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)
