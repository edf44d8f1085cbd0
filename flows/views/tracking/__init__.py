"""Measures, their proof, and harms that are closed."""
