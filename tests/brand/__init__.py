"""Tests of the brand: kit, typesetting, cards."""
