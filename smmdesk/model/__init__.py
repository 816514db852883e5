"""What is true: frozen values and rules. Standard library and `regex` only."""
