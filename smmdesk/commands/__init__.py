"""The verbs of the terminal, one module per noun. Each verb takes the desk and its arguments and answers an Answer."""
