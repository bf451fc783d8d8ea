"""The terminal: parse, call one function, print, exit. The only room that prints."""
