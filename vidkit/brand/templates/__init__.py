"""Reel templates: what a kind of reel asks for and changes, laid over any brand."""
