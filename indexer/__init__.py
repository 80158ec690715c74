"""Room: from facts to a searchable index."""
