"""How well and how fast vidkit captions speech: run `python -m benchmarks.captions`. See the README one folder up."""
