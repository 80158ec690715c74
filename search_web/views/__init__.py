"""Room: from index to pages. The pages: each reads a request, asks engine or store, and fills one template."""
