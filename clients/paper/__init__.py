"""The register of paper folders: where each stands, who has it out, and stock-takes that name nobody."""
