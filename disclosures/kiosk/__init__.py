"""A client reads their own package at the office: screens, tickets, sittings, remarks, and what is signed."""
