"""A client's request to see their own file, by their right or by the law, or to have it erased (5.2.4, 5.2.5)."""
