"""Parts of the Results page, one concept a file."""
