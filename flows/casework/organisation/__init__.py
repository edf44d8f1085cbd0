"""The organisation: its set-up, roles, leavers, and the settings of one person."""
