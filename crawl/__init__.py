"""Room: from web to facts."""
