"""Signs over the clips and the small mark: asked for, fitted, drawn, tried."""
