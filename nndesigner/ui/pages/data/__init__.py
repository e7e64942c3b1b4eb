"""Parts of the Data page, one concept a file."""
