"""Each clause that stands before a disclosure, as a small pure function; `disclosures.rules` lists them."""
