"""What others said: records in full, and passages moved out of entries."""
