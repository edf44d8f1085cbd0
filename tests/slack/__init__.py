"""Slack at the wire: a strict local Slack, people who use it, and a judge that others wrote."""
