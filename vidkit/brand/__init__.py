"""What a sender looks like: the kit from TOML, and the pictures drawn from it.

Knows nothing of clips, of plans or of files made; it starts no program and writes nothing.
"""
