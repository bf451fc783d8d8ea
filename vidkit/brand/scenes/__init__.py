"""Scenes: intros and grounds described in TOML, laid out for every shape and drawn."""
