"""Salient as people meet it: a real process, a real browser, restarts, and refusals."""
