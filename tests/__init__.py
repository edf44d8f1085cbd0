"""The tests of Salient: the folder says what a test costs."""
