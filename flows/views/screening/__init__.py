"""The screening: its pages, their review, what came out, and what another round changed."""
