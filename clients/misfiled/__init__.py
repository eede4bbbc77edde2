"""What stands in the wrong case file: handed on by one, taken by whoever leads the right file (E48)."""
