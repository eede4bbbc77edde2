"""What outside readers are served: a process of its own, with its own login, address, cookies and pages."""
