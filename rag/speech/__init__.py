"""How news writes who said what: marks, clauses, verbs of saying and the names of speakers."""
