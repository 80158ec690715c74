"""Room: from index to pages."""
