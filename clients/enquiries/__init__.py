"""People who are not clients yet: helpline calls and other enquiries, until they become a file or are disposed of."""
