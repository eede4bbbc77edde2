"""The PostgreSQL, Valkey and processes that `make run` and `make test` start on one machine.

Only the standard library is imported here: `setup` runs before anything is installed, and the
launcher stays small in memory. Nothing in the product imports this package except `manage.py`.
"""
