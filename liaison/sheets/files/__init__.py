"""From bytes to sheets of rows: one module for each format, and the guards against hostile files."""
