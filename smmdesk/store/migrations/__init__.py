"""How the file of an older program becomes that of this one. Shipped as files beside the program."""
