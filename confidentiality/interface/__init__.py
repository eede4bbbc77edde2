"""What people see and touch: the template engine, the form renderer, error pages, uploads."""
