"""Everything that can go wrong, as one tree.

::

    RagError                     the work failed; the message says what and what to do next
    ├── ConfigError              a setting is unknown, malformed or out of range
    ├── LoadError                a file could not be turned into a document
    │   ├── UnsupportedFileError the kind of file is not one that is read
    │   └── EmptyDocumentError   the file holds no text that a reader would see
    ├── StoreError               the index could not be used
    │   ├── StoreMissingError    there is no index in that folder
    │   ├── StoreMismatchError   it was made with another model, dimension or format
    │   ├── StoreLockedError     another process is writing to it
    │   └── StoreDamagedError    what is on disk is not what was written
    ├── NotInLibraryError        no document has that id
    ├── ConversationError        a conversation is gone or could not be kept
    ├── ModelError               a model is missing, damaged or not the expected one
    └── GeneratorError           a language model could not be used, or broke off
"""

from __future__ import annotations


class RagError(Exception):
    """The work failed; the message is one sentence for the user, with what to do next."""


class ConfigError(RagError):
    """A setting is unknown, malformed or out of range."""


class LoadError(RagError):
    """A file could not be turned into a document."""


class UnsupportedFileError(LoadError):
    """The kind of file is not one that is read."""


class EmptyDocumentError(LoadError):
    """The file holds no text that a reader would see."""


class StoreError(RagError):
    """The index could not be used."""


class StoreMissingError(StoreError):
    """There is no index in that folder."""


class StoreMismatchError(StoreError):
    """The index was made with another model, dimension or format version."""


class StoreLockedError(StoreError):
    """Another process is writing to the index."""


class StoreDamagedError(StoreError):
    """What is on disk is not what was written."""


class NotInLibraryError(RagError):
    """No document of the library has that id."""


class ConversationError(RagError):
    """A conversation is gone, or could not be read or kept."""


class ModelError(RagError):
    """A model is missing, damaged or not the expected one."""


class GeneratorError(RagError):
    """A language model could not be used, or broke off; never holds a key."""
