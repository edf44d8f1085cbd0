"""What brings a case back: what is asked again, found out, reported, put to an expert."""
