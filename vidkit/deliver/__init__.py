"""The finished folder: files beside the film, its page, its record, and proof that the film is what was promised.

Knows plans and captions as values; renders nothing and starts no program.
"""
