"""Room: from index to pages. What the signed-in do: accounts, decisions on documents, the trail of both."""
