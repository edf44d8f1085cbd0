"""A case in the hands of the human rights team: where it stands, what is decided, what is told."""
