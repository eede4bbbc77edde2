"""Speed and memory, measured (`make bench`): databases of up to a million case files, floors, and a peer.

Nothing here runs within `make test` but the tests of the loader at a small size and of docs/performance.md.
"""
