"""The register of agencies: what they are, who works there, assurances, agreements, what was released to them."""
