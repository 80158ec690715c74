"""Room: what a government document is. Migrations of the store, run when it is opened (see `govdoc.store.migrate`)."""
