"""What the oficina de partes does every day: number, dispatch, and keep the book."""
