"""How the weights of Footnote's reader are made: from labelled rows to one small file."""
