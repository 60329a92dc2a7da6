"""The web page: it renders what the library returns, and decides nothing.

``rendering`` turns types into views (plain JSON); ``talking``, ``shelving``, ``opening`` and
``archive`` turn a click into a view, ``programs`` a program's request into the contract's JSON;
``layout`` puts Gradio's components and the few parts of our own on one screen; ``guarding`` is the
middleware, ``serving`` starts it all. The parts of our own, in ``assets``, build their nodes with
``textContent`` only: no string from a document, a file name or a question is ever parsed as HTML.
"""

from __future__ import annotations

from pathlib import Path


def serve(*, index: Path | None = None, port: int | None = None) -> None:
    """Open an index and serve the page until it is interrupted.

    :param index: the folder of the index; ``RAG_INDEX``, or ``index``, when not given.
    :param port: the page's port; ``PORT``, or that of the settings, when not given.
    :raises RagError: the port is taken, or the index cannot be opened.
    """
    from rag.page.starting import start

    start(index, port)
