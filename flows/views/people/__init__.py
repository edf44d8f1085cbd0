"""Who may see a case, follows it, and holds it."""
