"""Writing a document: its fields as a sheet, its looks, its drafts, its versions, and who is asked to sign it."""
