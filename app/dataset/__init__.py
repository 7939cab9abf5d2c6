"""The write side: files, checks, tables, projection."""
