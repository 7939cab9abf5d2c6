"""The public JSON shapes, and how rows become them."""
