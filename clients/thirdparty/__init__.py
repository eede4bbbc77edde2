"""What others said: records of it in full, and passages moved out of entries (clause 3.2.1)."""
