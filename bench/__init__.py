"""Speed and memory, measured: an invented history of any size, the product, its peers, and a table of goals."""
