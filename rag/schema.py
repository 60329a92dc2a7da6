"""The files of an index folder, and the tables of its database."""

from __future__ import annotations

#: Every file of an index folder: ``*`` stands for the generation at which it was written.
FILES = {
    "library.sqlite": "documents, passages, vectors: the truth",
    "library.sqlite-wal": "the last transactions, not yet moved into the database (SQLite)",
    "library.sqlite-shm": "shared memory of its readers (SQLite)",
    "lock": "held by the process that writes; names it",
    "vectors-*.faiss": "FAISS index, made from the database; * also tells its kind",
    "vectors-*.part": "such an index while it is being written",
    "words-*": "folder of the word index (tantivy), made from the database",
    "conversations.sqlite*": "conversations and feedback (rag/conversations.py)",
    "originals": "folder of added PDFs, to show their pages (rag/originals.py)",
}
DATABASE = "library.sqlite"

#: Raised when a table changes; an index of another format is refused.
FORMAT = 2
#: Marks a database as ours (SQLite's application_id).
APPLICATION = 0x466F6F74
SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    author TEXT, published TEXT, language TEXT, content_sha256 TEXT NOT NULL,
    added_at TEXT NOT NULL, revision INTEGER NOT NULL, characters INTEGER NOT NULL,
    passages INTEGER NOT NULL, text_sha256 TEXT NOT NULL, structure_sha256 TEXT NOT NULL,
    text TEXT NOT NULL, paragraphs TEXT NOT NULL);
CREATE TABLE sources (
    position INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE);
CREATE INDEX sources_of_document ON sources(document_id);
CREATE TABLE signatures (
    document_id TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,
    signature BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, paragraph INTEGER NOT NULL,
    role TEXT NOT NULL, heading TEXT NOT NULL, page INTEGER, sentences BLOB NOT NULL);
CREATE INDEX passages_of_document ON passages(document_id);
CREATE TABLE vectors (
    passage_id INTEGER PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE,
    vector BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE removed (passage_id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE TABLE derived (name TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 0), ('pruned', 0), ('fingerprint', :fingerprint),
                        ('dimension', :dimension);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""
