"""The content pack: questions, rules, measures and words as typed, frozen data."""
