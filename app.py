"""The page's entry: ``PORT`` and ``RAG_INDEX`` choose the port and the index."""

from rag.page.starting import main

if __name__ == "__main__":
    raise SystemExit(main())
