"""From samples to words: two engines behind one contract, one store of models, and what guards them."""
