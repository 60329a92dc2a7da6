"""How speed and quality were measured; each module runs by one command."""
