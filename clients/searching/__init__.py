"""Finding case files by a name, number, postcode or date of birth, over what one may see."""
