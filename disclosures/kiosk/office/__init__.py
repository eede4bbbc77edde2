"""What a client is served at an office screen: a process of its own, with its own login, address, cookies and pages."""
