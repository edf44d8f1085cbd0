"""Reminders as they are read: which launch, what, why now, why you, and what closes it (ME4)."""
