"""What each paragraph of an article is: title, byline, caption, subheading, body, ..."""

from rag.structure.finding import Structure, find_structure

__all__ = ["Structure", "find_structure"]
