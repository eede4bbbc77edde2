"""Outside readers: let in once, shown one package, shut out by a recall."""
