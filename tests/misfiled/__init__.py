"""What stands in the wrong case file, and the way to the right one (E48)."""
