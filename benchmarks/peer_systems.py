"""The systems that ``benchmarks.peers`` compares, each used as its own documentation shows."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

#: What each imports.
MODULES = {
    "footnote": ["rag", "rag.library"],
    "haystack": ["haystack", "haystack_integrations.components.embedders.sentence_transformers"],
    "llama-index": [
        "llama_index.core",
        "llama_index.vector_stores.faiss",
        "llama_index.embeddings.huggingface",
    ],
    "txtai": ["txtai"],
}

Search = Callable[[str], object]


@dataclass(frozen=True)
class Work:
    """What every system is given."""

    model: str
    titles: list[str]
    paragraphs: list[str]
    queries: list[str]


class Footnote:
    """This project, from files to a closed index."""

    def __init__(self, work: Work) -> None:
        from rag.config import EncoderConfig
        from rag.embedding import load_encoder

        self._work = work
        self._encoder = load_encoder(EncoderConfig())
        self._encoder.encode(["warm up"])
        self._folder = tempfile.TemporaryDirectory()
        self._files = Path(self._folder.name) / "files"
        self._files.mkdir()
        pairs = zip(work.titles, work.paragraphs, strict=True)
        for number, (title, group) in enumerate(groupby(pairs, key=lambda pair: pair[0])):
            body = "\n\n".join(paragraph for _, paragraph in group)
            (self._files / f"{number:04}.txt").write_text(f"{title}\n\n{body}\n", "utf-8")

    def index(self) -> Search:
        """Index the files and return the search."""
        from rag.library import Library

        folder = Path(self._folder.name) / "index"
        with Library(folder, encoder=self._encoder) as library:
            reports = library.add(self._files)
        count = sum(report.passages for report in reports)
        assert count >= len(self._work.paragraphs), f"{count} passages: paragraphs are missing"
        reading = Library(folder, encoder=self._encoder, read_only=True)
        return lambda query: reading.retrieve(query, 10)


class Haystack:
    """haystack-ai: document embedder and writer, then text embedder and in-memory retriever."""

    def __init__(self, work: Work) -> None:
        haystack = importlib.import_module("haystack")
        embedders = importlib.import_module(MODULES["haystack"][1])
        stores = importlib.import_module("haystack.document_stores.in_memory")
        self._documents = [haystack.Document(content=text) for text in work.paragraphs]
        self._store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._embedder = embedders.SentenceTransformersDocumentEmbedder(
            model=work.model, progress_bar=False
        )
        self._query_embedder = embedders.SentenceTransformersTextEmbedder(
            model=work.model, progress_bar=False
        )
        self._embedder.run(documents=[haystack.Document(content="warm up")])
        self._query_embedder.run(text="warm up")

    def index(self) -> Search:
        """Run the indexing pipeline and return the query pipeline."""
        haystack = importlib.import_module("haystack")
        writers = importlib.import_module("haystack.components.writers")
        retrievers = importlib.import_module("haystack.components.retrievers.in_memory")
        indexing = haystack.Pipeline()
        indexing.add_component("embedder", self._embedder)
        indexing.add_component("writer", writers.DocumentWriter(document_store=self._store))
        indexing.connect("embedder", "writer")
        indexing.run({"embedder": {"documents": self._documents}})
        querying = haystack.Pipeline()
        querying.add_component("embedder", self._query_embedder)
        retriever = retrievers.InMemoryEmbeddingRetriever(document_store=self._store, top_k=10)
        querying.add_component("retriever", retriever)
        querying.connect("embedder.embedding", "retriever.query_embedding")
        return lambda query: querying.run({"embedder": {"text": query}})


class LlamaIndex:
    """llama-index: ``VectorStoreIndex.from_documents`` into its FAISS store."""

    def __init__(self, work: Work) -> None:
        core = importlib.import_module("llama_index.core")
        embeddings = importlib.import_module("llama_index.embeddings.huggingface")
        model = embeddings.HuggingFaceEmbedding(model_name=work.model, device="cpu")
        model.get_text_embedding("warm up")
        core.Settings.embed_model = model
        self._documents = [core.Document(text=text) for text in work.paragraphs]

    def index(self) -> Search:
        """Build the index and return its retriever."""
        import faiss

        core = importlib.import_module("llama_index.core")
        stores = importlib.import_module("llama_index.vector_stores.faiss")
        store = stores.FaissVectorStore(faiss_index=faiss.IndexFlatL2(384))
        context = core.StorageContext.from_defaults(vector_store=store)
        index = core.VectorStoreIndex.from_documents(self._documents, storage_context=context)
        retriever = index.as_retriever(similarity_top_k=10)
        return lambda query: retriever.retrieve(query)


class Txtai:
    """txtai: ``Embeddings.index`` and ``Embeddings.search``."""

    def __init__(self, work: Work) -> None:
        self._texts = work.paragraphs
        self._embeddings: Any = importlib.import_module("txtai").Embeddings(path=work.model)
        self._embeddings.transform("warm up")

    def index(self) -> Search:
        """Build the index and return its search."""
        self._embeddings.index(self._texts)
        return lambda query: self._embeddings.search(query, 10)


SYSTEMS: dict[str, Callable[[Work], Any]] = {
    "footnote": Footnote,
    "haystack": Haystack,
    "llama-index": LlamaIndex,
    "txtai": Txtai,
}
