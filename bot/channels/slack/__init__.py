"""Slack: what people do there read into events, and cards and forms drawn as blocks."""
