"""HTTP policy, outside the handlers."""
