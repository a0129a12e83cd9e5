"""Electronic case files, in the order the law gives them."""
