"""Measurements of vidkit against bounds: run from the checkout, by name. See the README beside this file."""
