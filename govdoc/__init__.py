"""Room: what a government document is. Pure knowledge, and the store."""
