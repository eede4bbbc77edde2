"""No tables of its own; with this module Django tells the app when migrations have run."""
