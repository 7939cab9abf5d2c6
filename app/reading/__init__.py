"""Statements run, rows made documents: what a handler asks for in one call."""
