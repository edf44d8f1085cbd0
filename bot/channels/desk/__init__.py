"""The rehearsal desk: a web page on loopback where everybody sits side by side."""
